"""Brushes on the axes of parallel coordinates and the conditions of a selection, both ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dctaxi.plots.parts.axes import Axis

if TYPE_CHECKING:
    from dctaxi.analysis import Selection
    from dctaxi.analysis.reading import Choice

OBJECTIVE = "value"
"""Column of the objective: trials without one have no condition of their own but their status."""

Interval = tuple[float, float]
"""A brushed part of an axis: its lower and its upper end, positions."""

_AROUND_TICK = 0.03
"""How far the brush of one tick reaches to both sides, as a share of the axis."""

_AT_END = 1e-4
"""An end of a brush this close to the axis's, as a share of the axis, leaves the range open."""

_DIGITS = 4


def brushes_of(axis: Axis, column: str, selection: Selection) -> tuple[Interval, ...]:
    """Return what a selection brushes of the axis of a column; nothing if it sets no condition."""
    wanted = selection.values_of(column)
    limits = selection.range_of(column)
    brushes = [_around(axis, place) for place in _wanted_places(axis, wanted)]
    if limits.low is not None or limits.high is not None:
        low, high = axis.ends
        first = low if limits.low is None else _clipped(axis, limits.low)
        last = high if limits.high is None else _clipped(axis, limits.high)
        brushes.append((first, last))
    return tuple(sorted(brushes))


def brushed(
    axis: Axis, column: str, brushes: Sequence[Interval], selection: Selection
) -> Selection:
    """Return the selection with the conditions on a column that brushes of its axis mean.

    A brush up to an end of the axis leaves the range open there, and several brushes of a numeric
    axis count as the one range from the first to the last. None takes the conditions away.
    """
    cleared = selection.without_column(column)
    unused = axis.unused is not None and any(low <= axis.unused <= high for low, high in brushes)
    if axis.categories:
        chosen: list[Choice] = [None] if unused else []
        chosen += [
            category
            for place, category in enumerate(axis.categories)
            if any(low <= place <= high for low, high in brushes)
        ]
        everything = len(chosen) == len(axis.categories) + (axis.unused is not None)
        return cleared if everything else cleared.with_values(column, chosen)
    low, high = axis.ends
    inside = [(max(a, low), min(b, high)) for a, b in brushes if a <= high and b >= low]
    if unused and column != OBJECTIVE:
        cleared = cleared.with_values(column, [None])
    if not inside:
        return cleared
    first, last = min(a for a, _ in inside), max(b for _, b in inside)
    edge = _AT_END * (high - low)
    whole_range = first <= low + edge and last >= high - edge
    if whole_range and unused == (axis.unused is not None):
        return cleared.without_column(column)
    bottom = _value(axis, first, math.ceil) if first > low + edge or whole_range else None
    top = _value(axis, last, math.floor) if last < high - edge else None
    if bottom is not None and top is not None and bottom > top:
        bottom = top = _value(axis, (first + last) / 2, round)  # between two whole numbers
    return cleared.with_range(column, bottom, top)


def _wanted_places(axis: Axis, wanted: Sequence[Choice]) -> list[float]:
    places = [axis.unused] if None in wanted and axis.unused is not None else []
    if axis.categories:
        names = [str(category) for category in axis.categories]
        return places + [float(names.index(str(one))) for one in wanted if str(one) in names]
    return places


def _around(axis: Axis, place: float) -> Interval:
    reach = _AROUND_TICK * (axis.high - axis.low)
    if axis.categories:
        reach = min(reach, 0.3)  # clear of the neighbours' ticks
    return place - reach, place + reach


def _clipped(axis: Axis, value: float) -> float:
    low, high = axis.ends
    if axis.log and value <= 0:
        return low
    return min(max(math.log10(value) if axis.log else value, low), high)


def _value(axis: Axis, position: float, to_whole: Callable[[float], float]) -> float:
    value = float(f"{10.0**position if axis.log else position:.12g}")
    if axis.whole:
        return float(to_whole(value))
    at_end = position in axis.ends  # there a rounded value could leave out the trials at the end
    return value if at_end else float(f"{value:.{_DIGITS}g}")
