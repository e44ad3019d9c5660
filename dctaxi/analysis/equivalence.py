"""Evidence that a parameter does not matter: every part of its range does as all the rest does.

That a test finds no difference is no such evidence: with few trials it finds none anywhere. Here
the difference has to be shown to be small (two one-sided tests: Schuirmann 1987), in the middle of
the trials and at their good end, in every part of the range (an intersection-union test, which
needs no correction: Berger 1982).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.stats import binom

from dctaxi.analysis.statistics.estimate import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN = 0.1
"""Differences of less than this share of the spread of the middle half of the trials are small."""

PARTS = 4
"""A range of more values than this is looked at in so many parts with equally many trials."""

_PLACES = (0.5, 0.1)
"""Quantiles that are compared: the median, and where the best tenth ends."""


class Equivalence(NamedTuple):
    """How far the parts of a range may lie apart, in USD.

    ``median`` and ``tenth`` are the largest differences, either way, between a part and the rest
    that cannot be ruled out, in the median and in where the best tenth ends. ``margin`` is what
    counts as small, ``spread`` that of the middle half of all trials.
    """

    median: float
    tenth: float
    margin: float
    spread: float

    @property
    def holds(self) -> bool:
        """Whether neither difference can be as large as the margin."""
        return max(self.median, self.tenth) < self.margin


def equivalence(
    at: Sequence[Any], outcome: NDArray[np.float64], *, looked_at: int = 1
) -> Equivalence | None:
    """Hold the parts of a parameter's range against each other.

    ``at`` are its values ``[rows]``, ``outcome`` the objectives in USD, infinite where there is no
    result. ``looked_at`` parameters share the 5 % of studies in which one that matters more than
    the margin may be taken for one that does not. None where there is nothing to compare: one part
    only, or a middle half without a spread or without results.
    """
    low, high = np.quantile(outcome, (0.25, 0.75), method="inverted_cdf")
    parts = list(_parts(at))
    if len(parts) < 2 or not (math.isfinite(high) and high > low):
        return None
    error = (1 - CONFIDENCE) / looked_at
    widest = [
        max(_farthest(outcome[part], outcome[~part], place, error) for part in parts)
        for place in _PLACES
    ]
    return Equivalence(widest[0], widest[1], MARGIN * float(high - low), float(high - low))


def _parts(at: Sequence[Any]) -> Iterator[NDArray[np.bool_]]:
    """Return which rows lie in each part: at each of few values or of words, else in a quarter."""
    values, codes = np.unique(np.asarray(at, dtype=object).astype(str), return_inverse=True)
    if len(values) > PARTS and not any(isinstance(value, str) for value in at):
        numbers = np.asarray(at, dtype=np.float64)
        edges = np.quantile(numbers, np.linspace(0, 1, PARTS + 1)[1:-1])
        codes = np.searchsorted(np.unique(edges), numbers, side="left")
    for code in np.unique(codes):
        part = codes == code
        if not part.all():
            yield part


def _farthest(
    here: NDArray[np.float64], there: NDArray[np.float64], place: float, error: float
) -> float:
    """Return the largest difference of two quantiles, either way, that cannot be ruled out.

    Intervals of both from order statistics, put together by the method of variance estimates
    recovery (Zou and Donner 2008). ``error`` is that of each side.
    """
    low, middle, high = _quantile(here, place, error)
    other_low, other_middle, other_high = _quantile(there, place, error)
    if not all(map(math.isfinite, (low, high, other_low, other_high))):
        return math.inf
    change = middle - other_middle
    down = math.hypot(middle - low, other_high - other_middle)
    up = math.hypot(high - middle, other_middle - other_low)
    return max(change + up, down - change)


def _quantile(
    values: NDArray[np.float64], place: float, error: float
) -> tuple[float, float, float]:
    """Return a quantile between its ends, each missed with at most this error; infinite if open."""
    ordered = np.sort(values)
    n = len(ordered)
    below, above = int(binom.ppf(error, n, place)), int(binom.ppf(1 - error, n, place)) + 1
    return (
        float(ordered[below - 1]) if below >= 1 else -math.inf,
        float(ordered[min(n - 1, math.ceil(place * n) - 1)]),
        float(ordered[above - 1]) if above <= n else math.inf,
    )
