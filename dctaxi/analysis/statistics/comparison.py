"""Is a random configuration in here better than one out there? One population against another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest, permutation_test

from dctaxi.analysis.statistics.estimate import CONFIDENCE, TAIL, Estimate
from dctaxi.analysis.statistics.order_statistics import (
    PlausibleDistributions,
    best_of_weights,
    carrying_places,
    expected_best,
    interval,
    median_estimate,
    plausible_medians,
    values_needed,
    with_diverged_as_worst,
    with_diverged_last,
)

Floats = NDArray[np.float64]

Verdict = Literal["better", "worse", "inconclusive", "mixed"]

INTERVALS_TEXT = (
    "The intervals of all changes hold together at 95 %, so that where nothing differs one answer "
    "in twenty at most finds a difference in any row; every other interval is one of 95 %."
)
"""What the intervals of a comparison promise, for whoever reads them."""

TRIES = (10, 50, 100)
"""Budgets for which the expected best is compared, in trainings."""

ENOUGH = 10
"""A population must have this many times as many members as tries, or the best of them says more
about its few lowest members than about the range."""

_PLENTY = 40
"""With so many members a try, what is unseen below the lowest of them hardly weighs."""

_SHUFFLES = 999


@dataclass(frozen=True, slots=True)
class BestOf:
    """Expected best of ``tries`` random configurations, in USD: inside, in the baseline, and
    inside minus baseline. The change has the interval of its comparison.
    """

    tries: int
    inside: Estimate
    baseline: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """A population inside narrower ranges against the baseline of the whole space.

    RMSE in USD, probabilities and shares in 0 … 1; a change is inside minus baseline, so less
    than 0 is better. Diverged members count as worse than every finite one: a median among them is
    infinite, as is its change, and in the expected best they count as the worst finite value of
    both populations. Where either has too few members for the interval of a median the change has
    none.

    The intervals of the changes, of the median and of each expected best, hold together: all of
    them at 95 % (Bonferroni), so that among populations that are alike one in twenty comparisons
    at most finds a difference anywhere. Every other interval is a 95 % interval of its own.
    """

    n_inside: int
    n_baseline: int
    median_inside: Estimate
    median_baseline: Estimate
    median_change: Estimate
    beats_best: Estimate | None
    beats_median: Estimate | None
    best_of: tuple[BestOf, ...]
    diverged_inside: Estimate
    diverged_baseline: Estimate

    @property
    def changes(self) -> tuple[Estimate, ...]:
        """The change of the median and of each expected best: what is tested."""
        return (self.median_change, *(best.change for best in self.best_of))

    @property
    def verdict(self) -> Verdict:
        """What the changes say once their intervals are taken seriously, all rows together.

        ``mixed`` where some are better and others worse.
        """
        found = {change.high < 0 for change in self.changes if change.excludes_zero}
        if len(found) == 2:
            return "mixed"
        return "inconclusive" if not found else "better" if found.pop() else "worse"


def compare(
    inside: ArrayLike,
    baseline: ArrayLike,
    *,
    reference_best: float | None = None,
    reference_median: float | None = None,
    tries: Sequence[int] = TRIES,
    seed: int = 0,
) -> Comparison:
    """Compare two independent populations by their objective values, NaN where diverged.

    ``reference_best`` and ``reference_median`` are a study's, taken as given numbers. Budgets of
    more than a tenth of the smaller population are left out. Raises ValueError when a population
    has no finite value.
    """
    here = np.asarray(inside, dtype=np.float64).ravel()
    there = np.asarray(baseline, dtype=np.float64).ravel()
    drawn_here, drawn_there = (
        PlausibleDistributions.thinned(x, carrying_places(len(x)), seed=seed + i)
        for i, x in enumerate(with_common_worst(here, there))
    )
    fewest = min(len(here), len(there))
    judged = [k for k in tries if ENOUGH * k <= fewest]
    tail = TAIL / (1 + len(judged))
    median_inside, median_baseline = median_estimate(here), median_estimate(there)
    return Comparison(
        n_inside=len(here),
        n_baseline=len(there),
        median_inside=median_inside,
        median_baseline=median_baseline,
        median_change=_median_change(here, there, seed=seed, tail=tail),
        beats_best=_share_below(here, reference_best),
        beats_median=_share_below(here, reference_median),
        best_of=tuple(best_of_change(drawn_here, drawn_there, k, tail=tail) for k in judged),
        diverged_inside=share(int((~np.isfinite(here)).sum()), len(here)),
        diverged_baseline=share(int((~np.isfinite(there)).sum()), len(there)),
    )


def with_common_worst(here: ArrayLike, there: ArrayLike) -> tuple[Floats, Floats]:
    """Return both sorted, what has no result set to the worst finite value of both."""
    both = [with_diverged_last(values) for values in (here, there)]
    worst = max(float(one[np.isfinite(one)][-1]) for one in both)
    first, second = (with_diverged_as_worst(one, worst) for one in both)
    return first, second


def _median_change(here: Floats, there: Floats, *, seed: int, tail: float) -> Estimate:
    """Return the change of the median, infinite where one is; NaN where there are none to compare.

    Without an interval where there are too few values, or no median on either side.
    """
    first, second = (float(np.median(with_diverged_last(values))) for values in (here, there))
    if math.isinf(first) and math.isinf(second):
        return Estimate(math.nan, -math.inf, math.inf)
    value = first - second
    if min(len(here), len(there)) < values_needed(tail):
        return Estimate(value, -math.inf, math.inf)
    drawn, held = (plausible_medians(x, seed=seed + i) for i, x in enumerate((here, there)))
    alike = np.isinf(drawn) & np.isinf(held)  # neither has a median then
    change = np.subtract(drawn, held, out=np.zeros_like(drawn), where=~alike)
    return interval(value, change, change, tail=tail)


def share(count: int, total: int) -> Estimate:
    """Return a share with Wilson's 95 % interval (Wilson 1927), for ``count`` of ``total``."""
    found = binomtest(count, total).proportion_ci(confidence_level=CONFIDENCE, method="wilson")
    return Estimate(count / total, float(found.low), float(found.high))


def _share_below(values: np.ndarray, threshold: float | None) -> Estimate | None:
    if threshold is None:
        return None
    return share(int((values < threshold).sum()), len(values))


def best_of_change(
    here: PlausibleDistributions,
    there: PlausibleDistributions,
    tries: int,
    *,
    tail: float = TAIL,
) -> BestOf:
    """Return the expected best of so many tries in two populations, and how it changes.

    ``tail`` is the share beyond either end of the interval of the change. It reaches to 0 where
    exchanging members between both populations gives such a change by chance: where values pile up
    and few lie below the pile, what is unseen of them reaches further than any assumption says.
    """
    (low_here, high_here), (low_there, high_there) = here.best_of(tries), there.best_of(tries)
    inside, baseline = expected_best(here.x, tries), expected_best(there.x, tries)
    change = interval(inside - baseline, low_here - high_there, high_here - low_there, tail=tail)
    few = min(len(here.x), len(there.x)) < _PLENTY * tries
    if few and change.excludes_zero and _chance_of(here.x, there.x, tries) > 2 * tail:
        change = Estimate(change.value, min(change.low, 0.0), max(change.high, 0.0))
    return BestOf(
        tries,
        interval(inside, low_here, high_here),
        interval(baseline, low_there, high_there),
        change,
    )


def _chance_of(here: Floats, there: Floats, tries: int) -> float:
    """Return the p-value of the change of the expected best when members are exchanged."""
    first, second = (best_of_weights(len(x), tries) for x in (here, there))

    def change(x: Floats, y: Floats, axis: int) -> Floats:  # noqa: ARG001  # it is the last one
        return np.sort(x) @ first - np.sort(y) @ second

    found = permutation_test(
        (here, there), change, vectorized=True, n_resamples=_SHUFFLES, batch=100, rng=0
    )
    return float(found.pvalue)
