"""What samples of a range look like per order of magnitude: why log scale matters.

The chapter's demonstration: of 300 points evenly spaced on 1 … 1000 all but 30 lie above 100,
while 300 points evenly spaced in log scale are spread evenly over the three decades.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.space.dimensions import FloatRange, IntRange

SAMPLES = 300
"""How many points the chapter looks at."""

_SLACK = 1e-12
"""Rounding of a logarithm or a power of ten, relative."""


class Decade(NamedTuple):
    """One order of magnitude and how many points lie in it.

    It holds ``low <= point < high``; the range's upper end counts into the last one. ``low`` is 0
    where it stands for everything below ``high``.
    """

    low: float
    high: float
    points: int


def even_points(dimension: IntRange | FloatRange, count: int = SAMPLES) -> NDArray[np.float64]:
    """Return ``[count]`` points that fill a range evenly, in log scale where the range is.

    Whole numbers and ranges with a step give each value its share, as Optuna does: it draws from
    half a step below the lowest to half a step above the highest and rounds.
    """
    step = dimension.step
    margin = 0.0 if step is None else step / 2
    low, high = dimension.low - margin, dimension.last + margin
    if dimension.log:
        points: NDArray[np.float64] = 10.0 ** np.linspace(math.log10(low), math.log10(high), count)
    else:
        points = np.linspace(low, high, count)
    if step is not None:
        points = dimension.low + np.rint((points - dimension.low) / step) * step
    return np.clip(points, dimension.low, dimension.last)


def samples_per_decade(
    dimension: IntRange | FloatRange, count: int = SAMPLES
) -> tuple[Decade, ...]:
    """Return how evenly spaced points of a range fall on its orders of magnitude, lowest first.

    Decades start at 1 where a range starts at 0 or below; what lies under 1 comes first then.
    """
    points = even_points(dimension, count)
    first = math.floor(math.log10(dimension.low) + _SLACK) if dimension.low > 0 else 0
    top = math.ceil(math.log10(dimension.high) - _SLACK) if dimension.high > 0 else 0
    last = max(top, first + 1) if dimension.low > 0 else top
    edges = [10.0**exponent for exponent in range(first, last + 1)]
    if dimension.low <= 0:
        edges.insert(0, 0.0)
    # A point on an edge in decimal may lie a bit below it in binary.
    places = np.searchsorted(edges, points * (1 + _SLACK), side="right") - 1
    counts = np.bincount(np.clip(places, 0, len(edges) - 2), minlength=len(edges) - 1)
    return tuple(
        Decade(low, high, int(number))
        for low, high, number in zip(edges[:-1], edges[1:], counts, strict=True)
    )
