"""From plots to ranges: what each choice of a student is worth, computed from the study's trials.

The loop is the chapter's: which hyperparameters matter, through which intervals the best trials
pass, whether two intervals agree, and the narrower space that follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from pandas.api.types import is_numeric_dtype
from scipy.stats import hypergeom

from dctaxi.analysis import Selection
from dctaxi.analysis.importance import NOISE_PARAMETER
from dctaxi.analysis.statistics import CONFIDENCE, compare, in_usd, share, values_needed

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.importance import ImportanceResult, ParameterImportance
    from dctaxi.analysis.statistics import Comparison, Estimate

BEST_PERCENT = 10.0
"""The best trials are this share of the finished ones, as in PED-ANOVA."""

FEWEST = values_needed()
"""Trials on either side of a comparison below which it says nothing."""

_COPIES = 999

Gathers = Literal["gathers", "does not", "avoids", "unknown"]
Agrees = Literal["agree", "disagree", "cannot tell", "too few", "no interval"]


def offered(result: ImportanceResult) -> tuple[str, ...]:
    """Return the parameters to choose from, the most important first; the seed is no choice."""
    return tuple(one.name for one in result.parameters if one.name != NOISE_PARAMETER)


def choice_sentences(result: ImportanceResult, kept: Collection[str]) -> tuple[str, ...]:
    """Say of each parameter that is kept, or fixed although it matters, what its bar says of it.

    The last sentence names those of which the trials show nothing. Names are bold Markdown.
    """
    judged = [one for one in result.parameters if one.name != NOISE_PARAMETER]
    found = [_of_kept(one) for one in judged if one.name in kept]
    dropped = [one for one in judged if one.name not in kept]
    found += [sentence for one in dropped if (sentence := _of_dropped(one))]
    lost = [f"**{one.name}**" for one in dropped if one.verdict in ("at", "below")]
    if lost:
        found.append(
            f"Fixed, though these trials show neither that it matters nor that it does not: "
            f"{', '.join(lost)}. Fewer ranges search faster; the test in the last step shows what "
            "it cost."
        )
    return tuple(found)


def _of_kept(one: ParameterImportance) -> str:
    bar = f"{one.importance:.0%}"
    if one.verdict == "above":
        return f"**{one.name}** ({bar}) does more than luck: its range is worth a look."
    if one.verdict == "too-few":
        return (
            f"**{one.name}** ({bar}): too few trials to tell it from luck"
            f"{_needed(one)}. Keeping it is the careful choice."
        )
    return (
        f"**{one.name}** ({bar}) is no more than luck: nothing here tells its effect from chance, "
        "so an interval that you read off it will be luck, too."
    )


def _of_dropped(one: ParameterImportance) -> str:
    if one.verdict == "above":
        return (
            f"**{one.name}** ({one.importance:.0%}) does more than luck, and you fix it: the next "
            "search cannot improve what most likely matters."
        )
    if one.verdict == "too-few":
        return f"To fix **{one.name}** is a guess: too few trials to say{_needed(one)}."
    return ""


def _needed(one: ParameterImportance) -> str:
    return "" if one.trials_needed is None else f", about {one.trials_needed:,} would do"


@dataclass(frozen=True, slots=True)
class Gathering:
    """How many of the best tenth lie in an interval of one parameter, beside how many of all.

    ``best`` is their share with its 95 % interval, ``everywhere`` the share of all finished
    trials. Trials that lack the parameter count not: they are in neither the tenth nor in all.
    ``chance`` is how probable it is that trials picked at random leave any interval to be found
    that holds as many of them among as few of all.
    """

    name: str
    inside: int
    of: int
    best: Estimate
    everywhere: float
    chance: float
    looked_at: int

    @property
    def verdict(self) -> Gathers:
        """Whether the best lie in there more often, as often or less often than all trials do.

        Nobody knows where no trial lies. The interval was looked for on ``looked_at`` parameters,
        and so is what chance gives (Bonferroni).
        """
        if self.everywhere == 0:
            return "unknown"
        if self.chance <= (1 - CONFIDENCE) / self.looked_at:
            return "gathers"
        return "avoids" if self.best.high < self.everywhere else "does not"

    @property
    def sentence(self) -> str:
        """The numbers and what they say; the name is bold Markdown."""
        if self.verdict == "unknown":
            return f"**{self.name}**: no trial lies in your interval, so nothing is known about it."
        if self.everywhere == 1:
            return f"**{self.name}**: your interval leaves nothing out yet."
        numbers = (
            f"**{self.name}**: {self.inside:,} of the best {self.of:,} trials lie in your "
            f"interval, {self.best.value:.0%} ({self.best.low:.0%} to {self.best.high:.0%}), of "
            f"all trials {self.everywhere:.0%}."
        )
        return numbers + _GATHERS[self.verdict]


_GATHERS: Mapping[str, str] = {
    "gathers": " The good trials gather there.",
    "does not": " That is no more than chance gives to an interval that is looked for.",
    "avoids": " The good trials pass elsewhere.",
}


def gathering(
    trials: pd.DataFrame, selection: Selection, name: str, *, looked_at: int = 1
) -> Gathering | None:
    """Count the best tenth of a study's finished trials in what a selection leaves of a parameter.

    ``looked_at`` parameters have an interval. None where no finished trial has the parameter.
    """
    column = f"params_{name}"
    there = (trials["status"] == "finished").to_numpy() & trials[column].notna().to_numpy()
    known = trials[there]
    if known.empty:
        return None
    inside = of_parameters(selection, [name]).passing(known)
    best = Selection(top_percent=BEST_PERCENT).passing(known)
    hits, total = int((inside & best).sum()), int(best.sum())
    chance = _chance(known[column], hits, total, int(inside.sum()))
    everywhere = float(inside.mean())
    return Gathering(name, hits, total, share(hits, total), everywhere, chance, looked_at)


def _chance(values: pd.Series, hits: int, total: int, inside: int) -> float:
    """Return how probable it is that an interval with so many hits can be found by chance.

    A scan statistic: of ``total`` trials picked at random, ``hits`` neighbours that have at most
    ``inside`` of all trials between them, by permutation. Of categories the chance of the hits in
    the chosen ones (hypergeometric), times their number.
    """
    if not hits or inside == len(values):
        return 1.0
    if not is_numeric_dtype(values):
        found = hypergeom.sf(hits - 1, len(values), inside, total) * values.nunique()
        return min(1.0, float(found))
    ordered = np.sort(values.to_numpy(dtype=np.float64))
    rng = np.random.default_rng(0)
    picked = np.sort(
        [rng.choice(ordered, total, replace=False, shuffle=False) for _ in range(_COPIES)], axis=1
    )
    first = np.searchsorted(ordered, picked[:, : total - hits + 1], side="left")
    last = np.searchsorted(ordered, picked[:, hits - 1 :], side="right")
    as_few = int(((last - first).min(axis=1) <= inside).sum())
    return (as_few + 1) / (_COPIES + 1)


def interval_problem(selection: Selection, name: str) -> str | None:
    """Return why what a selection says of a parameter cannot be, None where it can."""
    return next(iter(of_parameters(selection, [name]).problems()), None)


def of_parameters(selection: Selection, names: Iterable[str]) -> Selection:
    """Return what a selection says about some parameters, and nothing else of it."""
    found = Selection(selection.study)
    for column in (f"params_{name}" for name in names):
        limits = selection.range_of(column)
        found = found.with_range(column, limits.low, limits.high)
        found = found.with_values(column, selection.values_of(column))
    return found


@dataclass(frozen=True, slots=True)
class PairCheck:
    """Trials in both of two intervals against those in only one of them.

    ``whole`` names those whose interval leaves nothing out: then there is nothing to compare.
    ``comparison`` is None there, and where either side has fewer than ``FEWEST`` finished trials.
    """

    names: tuple[str, str]
    in_both: int
    in_one: int
    comparison: Comparison | None
    whole: tuple[str, ...] = ()

    @property
    def verdict(self) -> Agrees:
        """Whether both intervals together are better than either alone, beyond noise."""
        if self.whole:
            return "no interval"
        if self.comparison is None:
            return "too few"
        words: dict[str, Agrees] = {"better": "agree", "worse": "disagree"}
        return words.get(self.comparison.verdict, "cannot tell")

    @property
    def sentence(self) -> str:
        """The medians and what they say."""
        first, second = self.names
        if self.whole:
            keeps = "keep their whole ranges" if len(self.whole) > 1 else "keeps its whole range"
            return (
                "Whether two intervals agree can be asked once both leave something out: "
                f"{' and '.join(self.whole)} {keeps}."
            )
        if self.comparison is None:
            return (
                f"{self.in_both:,} finished trials lie in both intervals and {self.in_one:,} in "
                f"only one of them: with fewer than {FEWEST} on a side nothing can be said."
            )
        both, one = self.comparison.median_inside, self.comparison.median_baseline
        numbers = (
            f"The {self.in_both:,} trials in both intervals have a median of {in_usd(both)}, the "
            f"{self.in_one:,} in only one of them {in_usd(one)}."
        )
        said = {
            "agree": f"They agree: {first} and {second} are good together, not only one by one.",
            "disagree": "They disagree: where both are kept it is worse than in one of them alone. "
            "Look in the picture for where the good cells lie.",
            "cannot tell": "Within noise: these trials do not tell the two apart.",
        }
        return f"{said[self.verdict]} {numbers}"


def pair_check(trials: pd.DataFrame, selection: Selection, first: str, second: str) -> PairCheck:
    """Compare a study's finished trials in the intervals of two parameters.

    A sampler that learns does not draw independently, so this is a hint and a population the test.
    """
    columns = f"params_{first}", f"params_{second}"
    known = trials[(trials["status"] == "finished") & trials[[*columns]].notna().all(axis=1)]
    names = (first, second)
    inside = [of_parameters(selection, [name]).passing(known) for name in names]
    whole = tuple(n for n, mask in zip(names, inside, strict=True) if len(known) and mask.all())
    values = known["value"].to_numpy(dtype=np.float64)
    both, one = values[inside[0] & inside[1]], values[inside[0] ^ inside[1]]
    enough = not whole and min(len(both), len(one)) >= FEWEST
    comparison = compare(both, one, tries=()) if enough else None
    return PairCheck(names, len(both), len(one), comparison, whole)
