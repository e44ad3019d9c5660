"""Is one search better than another? What may be said, and what may not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.statistics import final_bests
from dctaxi.analysis.statistics.comparison import ENOUGH, best_of_change, with_common_worst
from dctaxi.analysis.statistics.comparison_text import best_of_sentence
from dctaxi.analysis.statistics.estimate import TAIL
from dctaxi.analysis.statistics.order_statistics import (
    PlausibleDistributions,
    carrying_places,
    values_needed,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


_REPEATED = 2
"""Runs from which on a search is compared by what its runs end with."""

MOST_TRIES = 100
"""Independent trials are compared by the expected best of so many, or of fewer where a tenth of
the smaller search is less."""


class SearchRuns(NamedTuple):
    """A search: the objectives of each of its runs in the order of trials, NaN without a result.

    ``independent`` holds the objectives of the trials that were drawn without looking at others,
    of all runs together; None for a sampler that learns.
    """

    name: str
    runs: tuple[Floats, ...]
    independent: Floats | None


def verdict_sentences(searches: Sequence[SearchRuns]) -> tuple[str, ...]:
    """Return what the runs say about which search is better, and what they cannot say.

    Searches of independent trials are compared by the expected best of some tries, each against
    the first; what is said of all of those together holds at 95 %. Where one learns, they are
    compared by the best that each run reached, after equally many trials.
    """
    if len(searches) == 1:
        return (
            f"These studies are {len(searches[0].runs)} repeats of one search: choose a study that "
            "differs in more than its sampler's seed to compare it with.",
        )
    there = [search for search in searches if any(np.isfinite(run).any() for run in search.runs)]
    if len(there) < 2:
        return ("Fewer than two of these searches have a result yet.",)
    if all(search.independent is not None for search in there) and (found := _by_trials(there)):
        return found
    repeated = [search for search in there if len(search.runs) >= _REPEATED]
    by_repeats = _by_repeats(repeated)
    judged = frozenset(search.name for search in repeated) if by_repeats else frozenset()
    found = (*by_repeats, *_by_trials(there, judged))
    if not found:
        return (_not_to_say(there),)
    unjudged = [
        search.name
        for search in there
        if len(search.runs) < _REPEATED and search.independent is None
    ]
    return (*found, *((_ran_once(unjudged),) if unjudged else ()))


def _by_repeats(searches: Sequence[SearchRuns]) -> tuple[str, ...]:
    budget = min((len(run) for search in searches for run in search.runs), default=0)
    if len(searches) == 1 or not budget:
        return ()
    finals = {
        search.name: np.array([_best(run[:budget]) for run in search.runs]) for search in searches
    }
    verdict = final_bests.compare(finals)
    sentences = final_bests.verdict_sentences(verdict, thing="search", things="searches")
    more = (_repeats_needed(len(searches)),) if verdict.undecidable else ()
    return (f"After {budget:,} {'trial' if budget == 1 else 'trials'} each:", *sentences, *more)


def _by_trials(
    searches: Sequence[SearchRuns], judged: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Compare each with the first by its trials, but for those that are judged among each other."""
    first, *others = searches
    ours = first.independent
    if ours is None or not np.isfinite(ours).any():
        return ()
    drawn = [
        (other.name, other.independent)
        for other in others
        if not {first.name, other.name} <= judged
        and other.independent is not None
        and np.isfinite(other.independent).any()
    ]
    tail = TAIL / max(1, len(drawn))
    return tuple(_of_draws(name, theirs, first.name, ours, tail) for name, theirs in drawn)


def _of_draws(name: str, theirs: Floats, first: str, ours: Floats, tail: float) -> str:
    """Compare a search of independent trials with the first; ``tail`` is what either end misses."""
    both = f"{name} and {first} both draw at random"
    fewest, needed = min(len(theirs), len(ours)), max(values_needed(tail), 2 * ENOUGH)
    if fewest < needed:
        return f"{both}, and {fewest} trials are too few to compare them by: it takes {needed}."
    tries = min(MOST_TRIES, fewest // ENOUGH)
    here, there = with_common_worst(theirs, ours)
    found = best_of_change(_plausible(here, 0), _plausible(there, 1), tries, tail=tail)
    better = name if found.change.value < 0 else first
    says = f"{better} is better" if found.change.excludes_zero else "inconclusive"
    text = best_of_sentence(found, f"of {name}", f"of {first}")
    return f"{both}, so their trials can be compared: {says}. {text}"


def _plausible(values: Floats, seed: int) -> PlausibleDistributions:
    return PlausibleDistributions.thinned(values, carrying_places(len(values)), seed=seed)


def _not_to_say(searches: Sequence[SearchRuns]) -> str:
    once = [search.name for search in searches if len(search.runs) < _REPEATED]
    if not once:
        return "Too early to say which is better: not every run has a trial yet."
    return f"Too early to say which is better: {_ran_once(once)} {_repeats_needed(len(searches))}"


def _ran_once(names: Sequence[str]) -> str:
    ran = (
        f"{names[0]} ran"
        if len(names) == 1
        else f"{', '.join(names[:-1])} and {names[-1]} each ran"
    )
    return (
        f"{ran} only once, and where a sampler learns from its trials, one run is one roll of the "
        "dice."
    )


def _repeats_needed(searches: int) -> str:
    pairs = len(list(itertools.combinations(range(searches), 2)))
    needed = final_bests.repeats_needed(pairs)
    return (
        f"Run each of them at least {needed} times, with other sampler seeds and nothing else "
        "changed."
    )


def _best(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.min()) if len(finite) else float("inf")
