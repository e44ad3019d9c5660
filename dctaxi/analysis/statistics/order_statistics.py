"""What n independent objective values say about the distribution they come from.

Notation: ``n`` members, ``x_(1) ≤ … ≤ x_(n)`` their sorted values in USD, ``F`` the unknown
distribution. Whatever a continuous F is, ``F(x_(1)), …, F(x_(n))`` are distributed like n sorted
uniform numbers, whose spacings are Dirichlet(1, …, 1). Drawing such spacings therefore gives
plausible positions of F at the observed values, with no assumption on its shape; every interval
here comes from those draws.

What is not observed is where inside ``(x_(i-1), x_(i)]`` the probability lies, so a low and a
high version are kept: all of it at the left end, all of it at the right end. Below the best
value there is no left end. There, one assumption is made: the unseen tail reaches no further
than the distance from the best value to the sixth best, and not below 0, which no RMSE does. Six
is the smallest count with which the intervals of ``expected_best`` kept their rate on the
distributions of ``tests/analysis/statistics/test_order_statistics.py``. Where values pile up at
one score and few lie below it the six lie in the pile, so ``best_of_curve`` looks further.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln
from scipy.stats import quantile_test

from dctaxi.analysis.statistics.estimate import TAIL, Estimate

DRAWS = 1000
TAIL_NEIGHBOUR = 5

_ENDS = 48
_PLACES = 160
"""Of more values, about so many order statistics carry the band: every one of the lowest and
highest, and ever fewer in between."""

Floats = NDArray[np.float64]


def with_diverged_as_worst(values: ArrayLike, worst: float | None = None) -> Floats:
    """Return the sorted values ``[n]`` with every NaN or infinity set to the worst finite value.

    A diverged training is no better than any other; the worst finite value is the mildest number
    that says so and keeps means finite. Give ``worst`` where several samples are compared: it is
    that of all of them. Raises ValueError when no value is finite.
    """
    ranked = with_diverged_last(values)
    finite = np.isfinite(ranked)
    return np.where(finite, ranked, ranked[finite].max() if worst is None else worst)


def with_diverged_last(values: ArrayLike) -> Floats:
    """Return the sorted values ``[n]`` with every NaN set to infinity, worse than every other.

    It is what medians and other quantiles are taken of. Raises ValueError when no value is finite.
    """
    array = np.asarray(values, dtype=np.float64).ravel()
    finite = np.isfinite(array)
    if not finite.any():
        raise ValueError("expected at least one finite value")
    return np.sort(np.where(finite, array, np.inf))


def quantile_of(ranked: Floats, share: float) -> float:
    """Return a quantile of sorted values, infinite where it lies among those without a result.

    Between a number and infinity it is the one farther from the median.
    """
    place = share * (len(ranked) - 1)
    low, high = float(ranked[math.floor(place)]), float(ranked[math.ceil(place)])
    if math.isinf(low) or math.isinf(high):
        return low if share < 0.5 else high
    return low + (high - low) * (place - math.floor(place))


def expected_best(values: ArrayLike, k: int) -> float:
    """Return the unbiased estimate of the expected smallest of k independent tries.

    The U-statistic: the mean of the minimum over all k-subsets of the n values, that is
    ``Σ_i x_(i) · C(n-i, k-1) / C(n, k)``. Resampling with replacement is biased for this
    (Tang et al. 2020, arXiv:2004.13705). Raises ValueError unless 1 ≤ k ≤ n.
    """
    x = with_diverged_as_worst(values)
    return float(x @ best_of_weights(len(x), k))


def best_of_weights(n: int, k: int) -> Floats:
    """Return the weight ``[n]`` of each of n sorted values in the expected best of k tries."""
    if not 1 <= k <= n:
        raise ValueError(f"expected 1 to {n} tries, not {k}")
    remaining = n - np.arange(1, n - k + 2)
    weights = np.zeros(n)
    weights[: n - k + 1] = np.exp(_log_choose(remaining, k - 1) - _log_choose(n, k))
    return weights


def _log_choose(n: ArrayLike, k: int) -> Floats:
    logarithm: Floats = gammaln(np.add(n, 1)) - gammaln(k + 1) - gammaln(np.add(n, 1 - k))
    return logarithm


@dataclass(frozen=True)
class PlausibleDistributions:
    """Draws of the distributions that could have given the values of one population.

    ``x``: the sorted values ``[n]``. They fall into ``m`` stretches, one for each value unless
    thinned; ``survival``: ``1 - F`` at the ends of the stretches for each draw, ``[draws, m + 1]``
    with a first column of ones. ``left`` and ``right`` ``[m]`` are where the low and the high
    version put the probability of a stretch.
    """

    x: Floats
    survival: Floats
    left: Floats
    right: Floats

    @classmethod
    def of(cls, values: ArrayLike, *, seed: int, draws: int = DRAWS) -> PlausibleDistributions:
        """Draw the positions of F at the values; the same seed gives the same draws."""
        x = with_diverged_as_worst(values)
        spacings = np.random.default_rng(seed).exponential(size=(draws, len(x) + 1))
        return cls(x, _survival(spacings), _left_ends(x), x)

    @classmethod
    def thinned(
        cls,
        values: ArrayLike,
        places: NDArray[np.int64],
        *,
        seed: int,
        draws: int = DRAWS,
        neighbour: int = TAIL_NEIGHBOUR,
    ) -> PlausibleDistributions:
        """Draw the positions of F at some of the values: ``places``, rising, the last one n - 1.

        The unseen tail reaches as far as the distance from the best value to its ``neighbour``.

        The sums of neighbouring Dirichlet(1, …, 1) spacings are Dirichlet again, its parameters
        added up, so the draws at these places are those of ``of``. Between two places the
        probability is spread evenly over the values: take all the lowest ones as places where the
        best of many tries is asked for.
        """
        x = with_diverged_as_worst(values)
        sizes = np.diff(places, prepend=-1)
        rng = np.random.default_rng(seed)
        spacings = rng.standard_gamma(np.append(sizes, 1), size=(draws, len(sizes) + 1))
        starts = np.append(0, places[:-1] + 1)
        left = np.add.reduceat(_left_ends(x, neighbour), starts) / sizes
        return cls(x, _survival(spacings), left, np.add.reduceat(x, starts) / sizes)

    def best_of(self, k: int) -> tuple[Floats, Floats]:
        """Return the expected best of k tries under each draw: low and high version ``[draws]``."""
        powers = self.survival**k
        mass = powers[:, :-1] - powers[:, 1:]
        above = powers[:, -1] * self.x[-1]
        return mass @ self.left + above, mass @ self.right + above

    def expected_best(self, k: int) -> Estimate:
        """Return the unbiased estimate of the expected best of k with its interval."""
        low, high = self.best_of(k)
        return interval(expected_best(self.x, k), low, high)


def median_estimate(values: ArrayLike, *, tail: float = TAIL) -> Estimate:
    """Return the sample median with its interval: the order statistics that hold F's median.

    An end is infinite where so few values have no order statistic for it (up to five at 95 %), and
    where it lies among those without a result; ``tail`` is what either end misses.
    """
    x = with_diverged_last(values)
    ends = quantile_test(x, p=0.5).confidence_interval(1 - 2 * tail)
    low = -math.inf if math.isnan(ends.low) else float(ends.low)
    high = math.inf if math.isnan(ends.high) else float(ends.high)
    return Estimate(float(np.median(x)), low, high)


def values_needed(tail: float = TAIL) -> int:
    """Return how many values the interval of a median needs to have both ends."""
    return math.floor(-math.log2(tail)) + 1


def plausible_medians(values: ArrayLike, *, seed: int, draws: int = DRAWS) -> Floats:
    """Return draws ``[draws]`` of the medians that the values could come from, in USD.

    A drawn count of values below the median leaves one gap between neighbours: its middle counts.
    Infinite where it lies among those without a result.
    """
    x = with_diverged_last(values)
    below = np.minimum(np.random.default_rng(seed).binomial(len(x), 0.5, draws), len(x) - 1)
    middles: Floats = (_left_ends(x)[below] + x[below]) / 2
    return middles


def carrying_places(n: int) -> NDArray[np.int64]:
    """Return which of n order statistics carry the expected best of any number of tries."""
    if n <= _PLACES:
        return np.arange(n)
    from_below = np.geomspace(_ENDS, n / 2, (_PLACES - 2 * _ENDS) // 2).round().astype(np.int64)
    below = np.concatenate([np.arange(_ENDS), from_below])
    return np.unique(np.concatenate([below, n - 1 - below]))


def _survival(spacings: Floats) -> Floats:
    cumulated = np.cumsum(spacings, axis=1)
    survival = np.ones(spacings.shape)
    survival[:, 1:] -= cumulated[:, :-1] / cumulated[:, -1:]
    return survival


def _left_ends(x: Floats, neighbour: int = TAIL_NEIGHBOUR) -> Floats:
    reach = x[min(neighbour, len(x) - 1)] - x[0]
    return np.concatenate([[min(x[0], max(x[0] - reach, 0.0))], x[:-1]])


def interval(value: float, low: Floats, high: Floats, *, tail: float = TAIL) -> Estimate:
    """Return the value with the middle of its low and high versions, the value included.

    ``tail`` is the share of them that is left out at either end: by default that of 95 %.
    """
    return Estimate(
        value,
        min(value, quantile_of(np.sort(low), tail)),
        max(value, quantile_of(np.sort(high), 1 - tail)),
    )
