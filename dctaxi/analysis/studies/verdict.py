"""Is one search better than another beyond noise? What may be said, and what may not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.statistics import final_bests
from dctaxi.analysis.statistics.comparison import ENOUGH, best_of_change, with_common_worst
from dctaxi.analysis.statistics.comparison_text import best_of_sentence
from dctaxi.analysis.statistics.order_statistics import PlausibleDistributions, carrying_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


MOST_TRIES = 100
"""Independent trials are compared by the expected best of so many, or of fewer where half of the
smaller search is less."""


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

    Repeated searches are compared by the best that each run reached, after equally many trials;
    searches of independent trials by the expected best of some tries, each against the first.
    """
    if len(searches) == 1:
        return (
            f"These studies are {len(searches[0].runs)} repeats of one search: choose a study that "
            "differs in more than its sampler's seed to compare it with.",
        )
    there = [search for search in searches if any(np.isfinite(run).any() for run in search.runs)]
    if len(there) < 2:
        return ("Fewer than two of these searches have a result yet.",)
    return (*_by_repeats(there), *_by_trials(there)) or (_not_to_say(there),)


def _by_repeats(searches: Sequence[SearchRuns]) -> tuple[str, ...]:
    if min(len(search.runs) for search in searches) < 2:
        return ()
    budget = min(len(run) for search in searches for run in search.runs)
    if not budget:
        return ()
    finals = {
        search.name: np.array([_best(run[:budget]) for run in search.runs]) for search in searches
    }
    verdict = final_bests.compare(finals)
    sentences = final_bests.verdict_sentences(verdict, thing="search", things="searches")
    more = () if verdict.decidable else (_repeats_needed(len(searches)),)
    return (f"After {budget:,} trials each:", *sentences, *more)


def _by_trials(searches: Sequence[SearchRuns]) -> tuple[str, ...]:
    first, *others = searches
    if first.independent is None or not np.isfinite(first.independent).any():
        return ()
    sentences = []
    for other in others:
        if other.independent is None or not np.isfinite(other.independent).any():
            continue
        tries = min(MOST_TRIES, min(len(other.independent), len(first.independent)) // ENOUGH)
        if not tries:
            continue
        ours, theirs = with_common_worst(other.independent, first.independent)
        found = best_of_change(_plausible(ours, 0), _plausible(theirs, 1), tries)
        text = best_of_sentence(found, f"of {other.name}", f"of {first.name}")
        better = other.name if found.change.value < 0 else first.name
        says = (
            f"{better} is better beyond noise"
            if found.change.excludes_zero
            else "they differ by noise"
        )
        sentences.append(
            f"{other.name} and {first.name} both draw at random, so their trials can be compared: "
            f"{says}. {text}"
        )
    return tuple(sentences)


def _plausible(values: Floats, seed: int) -> PlausibleDistributions:
    return PlausibleDistributions.thinned(values, carrying_places(len(values)), seed=seed)


def _not_to_say(searches: Sequence[SearchRuns]) -> str:
    once = [search.name for search in searches if len(search.runs) < 2]
    if not once:
        return "Too early to say which is better: not every run has a trial yet."
    ran = f"{once[0]} ran" if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]} each ran"
    return (
        f"Too early to say which is better: {ran} only once, and where a sampler learns from its "
        "trials, one run is one roll of the dice. "
        f"{_repeats_needed(len(searches))}"
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
