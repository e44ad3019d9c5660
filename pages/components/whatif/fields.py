"""How each parameter's range is moved: what its slider or its pills offer. Pure functions."""

from __future__ import annotations

from typing import Literal

import numpy as np

from dctaxi.space.decades import even_points
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange, Value
from dctaxi.space.narrowing import among, between

Kind = Literal["slider", "pills", "text"]

_FEW = 8
"""As many values can stand beside each other as pills."""

_STOPS = 121
"""Stops of a slider over a range with more values."""


def kind_of(name: str, parent: Dimension) -> Kind:
    """Return how the range of a parameter is moved; by text alone where it has no order to it."""
    if isinstance(parent, Fixed) or name == "seed":
        return "text"
    if isinstance(parent, Choices):
        words = any(isinstance(value, str) for value in parent.values)
        return "pills" if words or parent.size <= _FEW else "slider"
    return "pills" if parent.size is not None and parent.size <= _FEW else "slider"


def pills_of(parent: Dimension) -> tuple[Value, ...]:
    """Return every value of a dimension that has few, in its order."""
    if isinstance(parent, Choices):
        return parent.values
    return tuple(_values(parent))


def chosen(parent: Dimension, dimension: Dimension) -> list[Value]:
    """Return which pills a narrower dimension leaves."""
    return [value for value in pills_of(parent) if dimension.contains(value)]


def of_pills(name: str, parent: Dimension, values: list[Value]) -> Dimension:
    """Return the dimension of some pills: a range where they follow each other in one."""
    ordered = [value for value in pills_of(parent) if value in values]
    if isinstance(parent, IntRange | FloatRange) and ordered == list(
        pills_of(parent)[pills_of(parent).index(ordered[0]) :][: len(ordered)]
    ):
        return between(name, parent, float(ordered[0]), float(ordered[-1]))
    return among(name, ordered)


def stops_of(parent: Dimension, dimension: Dimension) -> list[float]:
    """Return the stops of a slider over the parent, the ends of a narrower dimension among them."""
    return sorted({*_values(parent), *ends_of(dimension)})


def ends_of(dimension: Dimension) -> tuple[float, float]:
    """Return the lowest and the highest value of a numeric dimension."""
    match dimension:
        case IntRange() | FloatRange():
            return dimension.low, dimension.last
        case Fixed(value):
            values: tuple[Value, ...] = (value,)
        case Choices():
            values = dimension.values
    numbers = [value for value in values if not isinstance(value, str)]
    return min(numbers), max(numbers)


def of_slider(name: str, parent: Dimension, low: float, high: float) -> Dimension:
    """Return the dimension from one stop to another; a list keeps its choices in between."""
    if isinstance(parent, Choices):
        numbers = [value for value in parent.values if not isinstance(value, str)]
        kept = [value for value in numbers if low <= value <= high]
        # Between two choices of the list there may be none, when the ends came from elsewhere.
        return among(name, kept or [low])
    return between(name, parent, low, high)


def _values(parent: Dimension) -> list[float]:
    """Return the values of a dimension, or evenly spread ones in its scale where they are many."""
    if isinstance(parent, Choices):
        return [value for value in parent.values if not isinstance(value, str)]
    if isinstance(parent, Fixed):
        return list(ends_of(parent))
    if parent.size is not None and parent.size <= _STOPS:
        values = np.unique(even_points(parent, 4 * _STOPS)).tolist()
        return [int(value) for value in values] if isinstance(parent, IntRange) else values
    points = [float(f"{point:.3g}") for point in even_points(parent, _STOPS).tolist()]
    inner = {point for point in points if parent.low < point < parent.last}
    if isinstance(parent, IntRange):
        inner = {round(point) for point in inner}
    return sorted({parent.low, *inner, parent.last})
