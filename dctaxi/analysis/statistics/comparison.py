"""Is a random configuration in here better than one out there? One population against another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binomtest

from dctaxi.analysis.statistics.estimate import CONFIDENCE, Estimate
from dctaxi.analysis.statistics.order_statistics import (
    PlausibleDistributions,
    expected_best,
    interval,
)

Verdict = Literal["better", "worse", "within noise"]

TRIES = (10, 50, 100)
"""Budgets for which the expected best is compared, in trainings."""

ENOUGH = 2
"""A population must have this many times as many members as tries, or the best of them says more
about its few lowest members than about the range."""


@dataclass(frozen=True, slots=True)
class BestOf:
    """Expected best of ``tries`` random configurations, in USD: inside, in the baseline, and
    inside minus baseline.
    """

    tries: int
    inside: Estimate
    baseline: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """A population inside narrower ranges against the baseline of the whole space.

    RMSE in USD, probabilities and shares in 0 … 1; a change is inside minus baseline, so less
    than 0 is better. Diverged members count as worse than every finite one.
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
    def verdict(self) -> Verdict:
        """What the change of the median says once its interval is taken seriously."""
        return _verdict(self.median_change)


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
    more than half of the smaller population are left out. Raises ValueError when a population
    has no finite value.
    """
    here = np.asarray(inside, dtype=np.float64).ravel()
    there = np.asarray(baseline, dtype=np.float64).ravel()
    drawn_here = PlausibleDistributions.of(here, seed=seed)
    drawn_there = PlausibleDistributions.of(there, seed=seed + 1)
    fewest = min(len(here), len(there))
    return Comparison(
        n_inside=len(here),
        n_baseline=len(there),
        median_inside=drawn_here.median_estimate(),
        median_baseline=drawn_there.median_estimate(),
        median_change=_median_change(drawn_here, drawn_there),
        beats_best=_share_below(here, reference_best),
        beats_median=_share_below(here, reference_median),
        best_of=tuple(
            best_of_change(drawn_here, drawn_there, k) for k in tries if ENOUGH * k <= fewest
        ),
        diverged_inside=share(int((~np.isfinite(here)).sum()), len(here)),
        diverged_baseline=share(int((~np.isfinite(there)).sum()), len(there)),
    )


def share(count: int, total: int) -> Estimate:
    """Return a share with Wilson's 95 % interval (Wilson 1927), for ``count`` of ``total``."""
    found = binomtest(count, total).proportion_ci(confidence_level=CONFIDENCE, method="wilson")
    return Estimate(count / total, float(found.low), float(found.high))


def _share_below(values: np.ndarray, threshold: float | None) -> Estimate | None:
    if threshold is None:
        return None
    return share(int((values < threshold).sum()), len(values))


def _median_change(here: PlausibleDistributions, there: PlausibleDistributions) -> Estimate:
    (low_here, high_here), (low_there, high_there) = here.median(), there.median()
    # The two versions of a median differ by one gap between neighbours; their mean is unbiased.
    change = (low_here + high_here) / 2 - (low_there + high_there) / 2
    return interval(float(np.median(here.x) - np.median(there.x)), change, change)


def best_of_change(
    here: PlausibleDistributions, there: PlausibleDistributions, tries: int
) -> BestOf:
    """Return the expected best of so many tries in two populations, and how it changes."""
    (low_here, high_here), (low_there, high_there) = here.best_of(tries), there.best_of(tries)
    inside, baseline = expected_best(here.x, tries), expected_best(there.x, tries)
    return BestOf(
        tries,
        interval(inside, low_here, high_here),
        interval(baseline, low_there, high_there),
        interval(inside - baseline, low_here - high_there, high_here - low_there),
    )


def _verdict(change: Estimate) -> Verdict:
    if not change.excludes_zero:
        return "within noise"
    return "better" if change.high < 0 else "worse"
