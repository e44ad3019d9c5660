"""What searches found, in sentences and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.analysis.statistics import Estimate, estimate_json, median_estimate
from dctaxi.searches.statistics import MIN_GAINED, SMALL, curves, ends, gains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.searches.plan import Searches
    from dctaxi.searches.statistics import Beside, Gain


def searches_text(searches: Searches) -> str:
    """Return what searches end with, and what more trials bring, a sentence a line."""
    found = ends(searches)
    found = found[np.isfinite(found)]
    asked = len(searches.plan.samplers) * searches.plan.repeats
    if not len(found):
        return f"None of {asked} searches has ended with a result."
    median = median_estimate(found)
    lines = [
        f"{len(found)} of {asked} searches of {searches.plan.n_trials} trials ended with a result, "
        f"at a median of {_usd(median)} on held-out rows; the best at {found.min():.3f}, the worst "
        f"at {found.max():.3f} USD."
    ]
    return "\n".join([*lines, *map(gain_sentence, gains(searches))])


def gain_sentence(gain: Gain) -> str:
    """Say what more trials bring."""
    head = f"After {gain.after} trials the next {gain.more}"
    if gain.usd is None:
        return (
            f"{head} found something else in {gain.found.value:.0%} of the searches "
            f"({gain.found.low:.0%} to {gain.found.high:.0%}): too few to say how much it is worth."
        )
    worth = "" if gain.usd.excludes_zero else ", which may be nothing"
    return f"{head} bring {_usd(gain.usd)} on average{worth}."


def gain_text(gain: Gain) -> str:
    """Return what more trials bring in USD, with its interval, as a table has room for it."""
    if gain.usd is None:
        return "too rarely anything to tell"
    return f"{gain.usd.value:,.3f} ({gain.usd.low:,.3f} to {gain.usd.high:,.3f})"


STOP_TEXT = (
    f"You may stop where even the upper end of that interval is below {SMALL:.0%} of what the "
    "searches score: judged on other trips, the error of one and the same network moves by about "
    "five times that. That an interval holds 0 does not say that there is nothing to gain."
)
"""How it is decided, for whoever reads it."""


_MOST_SEARCHES = 1_000


def stop_sentence(found: Sequence[Gain]) -> str:
    """Say whether a study had better stop, given what more and more trials bring after it.

    It may where they are shown to bring next to nothing, not where nothing is shown.
    """
    if not found:
        return "Too few searches have ended to say."
    last = found[-1]
    known = [gain.usd for gain in found if gain.usd is not None]
    if last.usd is None:
        return (
            f"In the next {last.more} trials {last.found.value:.0%} of the searches find anything "
            f"better for the objective ({last.found.low:.0%} to {last.found.high:.0%}), too few to "
            f"say how much it is worth: it takes {MIN_GAINED} such searches."
        )
    if max(usd.high for usd in known) < 0:
        return (
            f"You had better stop: on rows that chose nothing, what is best after the next "
            f"{last.more} trials is worse on average, by {_usd(_negative(last.usd))}."
        )
    if max(usd.high for usd in known) < last.margin:
        return (
            f"You may stop: even the next {last.more} trials bring {_usd(last.usd)} on average, "
            f"less than {last.margin:.3f} USD, {SMALL:.0%} of what the searches score by then."
        )
    for gain in found:
        if gain.usd is not None and gain.usd.low > 0:
            return f"More trials still pay: the next {gain.more} bring {_usd(gain.usd)} on average."
    return f"The next {last.more} trials bring {_usd(last.usd)} on average.{_would_decide(last)}"


def _would_decide(gain: Gain) -> str:
    needed = gain.needed
    if needed is None or needed > _MOST_SEARCHES:
        return ""
    return f" About {needed:,} searches instead of {gain.searches} would decide."


def _negative(estimate: Estimate) -> Estimate:
    return Estimate(-estimate.value, -estimate.high, -estimate.low)


def beside_sentences(found: Beside) -> tuple[str, ...]:
    """Say whether searches in narrower ranges end lower than in the whole space."""
    change = found.difference

    def write(number: float) -> str:
        return f"{number:+.3f}"

    size = f"{abs(change.value):.3f} USD ({change.ends_text(write)})"
    if found.pairs < found.needed:
        first = (
            f"Inconclusive: {_pairs(found.pairs)} of searches are too few, it takes {found.needed} "
            f"or more. The median difference is {change.value:+.3f} USD."
        )
    elif found.is_noise:
        first = (
            f"Inconclusive: searches of these ranges and of the whole space differ by "
            f"{change.value:+.3f} USD ({change.ends_text(write)}) in the median."
        )
    elif change.value < 0:
        first = (
            f"Better: a search of these ranges ends lower than one of the whole space, by {size}."
        )
    else:
        first = (
            f"Worse: a search of these ranges ends higher than one of the whole space, by {size}."
        )
    return (
        first,
        f"The narrower one won {found.wins.value:.0%} of {_pairs(found.pairs)} with the same HPO "
        f"seed ({found.wins.low:.0%} to {found.wins.high:.0%}). Medians: {_usd(found.inside)} in "
        f"these ranges, {_usd(found.whole)} in the whole space.",
    )


def searches_json(searches: Searches) -> dict[str, Any]:
    """Return searches as plain JSON values; ``curves`` has a row for each that ended."""
    lines = curves(searches)
    lines = lines[np.isfinite(lines[:, -1])]
    last = lines[:, -1]
    return {
        "id": searches.id,
        "title": searches.plan.name,
        "plan": searches.plan.to_json(),
        "complete": searches.complete,
        "trainings": searches.done,
        "wall_s": searches.wall_s,
        "device": searches.device,
        "searches": len(lines),
        "median": None if not len(last) else estimate_json(median_estimate(last)),
        "ends": last.tolist(),
        "curves": [[None if np.isnan(v) else float(v) for v in line] for line in lines],
        "gains": [
            {
                "after": gain.after,
                "more": gain.more,
                "usd": None if gain.usd is None else estimate_json(gain.usd),
                "found": estimate_json(gain.found),
            }
            for gain in gains(searches)
        ],
    }


def beside_json(found: Beside) -> dict[str, Any]:
    """Return a comparison as plain JSON values."""
    return {
        "pairs": found.pairs,
        "noise": found.is_noise,
        **{
            name: estimate_json(getattr(found, name))
            for name in ("inside", "whole", "difference", "wins")
        },
    }


def _pairs(count: int) -> str:
    return f"{count} {'pair' if count == 1 else 'pairs'}"


def _usd(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} USD ({estimate.ends_text('{:.3f}'.format)})"
