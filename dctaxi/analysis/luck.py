"""Was a score good or lucky? What trainings with nothing changed but the seed say of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dctaxi.analysis.statistics.comparison_text import in_usd
from dctaxi.analysis.statistics.estimate import Estimate

LuckVerdict = Literal["holds", "lucky", "too few", "no median"]

MARGIN = 0.05
"""Share of a score by which its repeats may lie above it and it holds. Resampling the sample's
thousand validation rows moves the RMSE of one and the same answer by 8 to 10 % either way; half of
that is no difference that anyone would meet again on other trips."""

MARGIN_TEXT = (
    f"A score holds where the whole 95 % interval of its repeats' median lies at most {MARGIN:.0%} "
    "of the score above it: judged on other trips, the error of one and the same network moves by "
    "about twice that. It was lucky where the whole interval lies higher. In between, there are "
    "too few repeats to tell. Where half of them or more have no result there is no median, and "
    "neither is said."
)
"""How the verdict is reached, for whoever reads it."""


class FreshSeeds(NamedTuple):
    """A score in USD and so many trainings of its configuration with seeds that were not chosen.

    ``median`` is theirs in USD, those without a result counted as worse than every other;
    ``as_good`` the share of them that reach the score.
    """

    score: float
    repeats: int
    median: Estimate
    as_good: Estimate

    @property
    def limit(self) -> float:
        """The highest median in USD with which the score holds."""
        return self.score * (1 + MARGIN)

    @property
    def verdict(self) -> LuckVerdict:
        """Whether the score holds: decided where the whole interval is on one side of the limit."""
        if not self.median.is_there:
            return "no median"
        if self.median.high <= self.limit:
            return "holds"
        return "lucky" if self.median.low > self.limit else "too few"


def luck_sentence(seeds: FreshSeeds, who: str) -> str:
    """Say what the fresh seeds make of a score, and whether ``who`` had it by luck."""
    median, share = seeds.median, seeds.as_good
    count = round(share.value * seeds.repeats)
    reach = "reaches" if count == 1 else "reach"
    fresh = f"{seeds.repeats:,} fresh {'seed' if seeds.repeats == 1 else 'seeds'}"
    return (
        f"{who} scored {seeds.score:.2f} USD; with {fresh} its median is "
        f"{in_usd(median, lead='95 % interval ')}, and "
        f"{count or 'none'} of them {reach} what it scored ({share.value:.1%}, {share.low:.1%} to "
        f"{share.high:.1%}): {_SAID[seeds.verdict]}."
    )


_SAID: dict[LuckVerdict, str] = {
    "holds": "it holds",
    "lucky": "it was lucky",
    "too few": "these are too few repeats to tell whether it holds",
    "no median": "there is no typical score that it could be held against",
}
