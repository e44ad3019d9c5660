"""Which cell of a map has the lowest median: those that may, and all others are higher."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

from dctaxi.analysis.statistics.estimate import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

ENOUGH = 10
"""Training runs of a cell whose median is shown."""


def may_be_lowest(cells: Sequence[ArrayLike]) -> NDArray[np.bool_]:
    """Tell for each cell of objectives, NaN where diverged, whether its median may be the lowest.

    The cell that truly has the lowest is among them in 95 of 100 maps, whatever the cells'
    distributions and numbers of runs: one is out where the lower limit of its median, missed by
    half of the 5 %, lies above the upper limit of another's, missed by any of them in the other
    half. Limits are order statistics, and infinite where a cell has too few runs for one.
    """
    spare = (1 - CONFIDENCE) / 2
    runs = [np.asarray(values, dtype=np.float64) for values in cells]
    ordered = [np.sort(np.where(np.isfinite(values), values, np.inf)) for values in runs]
    lows = [_lower_limit(values, spare) for values in ordered]
    highs = [-_lower_limit(-values[::-1], spare / max(1, len(cells) - 1)) for values in ordered]
    found: NDArray[np.bool_] = np.array(lows) <= min(highs, default=np.inf)
    return found


def _lower_limit(ordered: NDArray[np.float64], missed: float) -> float:
    """Return the largest value that lies above the median no more often than ``missed``."""
    place = _limit_place(len(ordered), missed)
    return float(ordered[place]) if place >= 0 else -np.inf


@functools.lru_cache(maxsize=4_096)
def _limit_place(runs: int, missed: float) -> int:
    """Return the place of that value, from 0; -1 where there is none.

    The value at place k lies above the median where at most k runs lie below it.
    """
    return int(np.searchsorted(binom.cdf(np.arange(runs), runs, 0.5), missed, side="right")) - 1
