"""The expected best of n random trials, for every n at once, with its 95 % band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dctaxi.analysis.statistics.comparison import ENOUGH
from dctaxi.analysis.statistics.order_statistics import (
    TAIL_NEIGHBOUR,
    PlausibleDistributions,
    carrying_places,
    with_diverged_as_worst,
)

POINTS = 24
"""Numbers of tries at which a curve is computed, evenly spaced by their ratio."""

_DRAWS = 500

_TAIL = 5
"""The unseen tail reaches as far below the best value as the best fifth reaches above it: a pile of
values at one score, such as the mean fare's, with a thin tail below is narrower than that."""


class BestOfCurve(NamedTuple):
    """Expected best objective of ``tries`` random trials in USD, with the ends of its interval.

    All arrays have the length of ``tries``, which rises from 1 to a tenth of the number of values.
    """

    tries: NDArray[np.int64]
    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def best_of_curve(values: ArrayLike, *, seed: int = 0) -> BestOfCurve | None:
    """Return the curve of independent objective values, NaN where a training diverged.

    None where fewer values are finite than two tries take.
    """
    array = np.asarray(values, dtype=np.float64).ravel()
    if np.isfinite(array).sum() < 2 * ENOUGH:
        return None
    x = with_diverged_as_worst(array)
    tries = np.unique(np.geomspace(1, len(x) // ENOUGH, POINTS).round().astype(np.int64))
    plausible = PlausibleDistributions.thinned(
        x,
        carrying_places(len(x)),
        seed=seed,
        draws=_DRAWS,
        neighbour=max(TAIL_NEIGHBOUR, len(x) // _TAIL),
    )
    estimates = [plausible.expected_best(k) for k in tries.tolist()]
    expected, low, high = np.array(estimates).T
    return BestOfCurve(tries, expected, low, high)
