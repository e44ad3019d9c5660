"""A parameter's range as it is entered: typed as a text, moved by a slider, or chosen from pills.

What a text, two stops or some pills stand for is a dimension, held against the parameter's parent,
the dimension that it has in the whole space. Pure functions.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np

from dctaxi.errors import SpaceError
from dctaxi.space import (
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    SearchSpace,
    Value,
    among,
    between,
    dimension_of,
    even_points,
    parse_narrowing,
)

Kind = Literal["slider", "pills", "text"]

_SCALES = {":log": True, ":linear": False}
"""Behind the text of a range whose scale is not the parent's."""

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


def of_text(name: str, text: str, space: SearchSpace) -> Dimension:
    """Return the dimension that a text stands for, in a space that is to be narrowed.

    It is what ``population run --narrow`` takes, and ``:log`` or ``:linear`` behind a range where
    its scale changes. Raises SpaceError that begins with the name.
    """
    bare = text.strip()
    if not bare:
        raise SpaceError(
            f"{name}: expected a range such as 10:50, a value, or values with commas between, got "
            "nothing; enter one."
        )
    for ending, log in _SCALES.items():
        if bare.endswith(ending):
            _, dimension = parse_narrowing(f"{name}={bare.removesuffix(ending)}", space)
            return _with_scale(dimension, log=log)
    return parse_narrowing(f"{name}={bare}", space)[1]


def text_of(name: str, dimension: Dimension, space: SearchSpace) -> str:
    """Return the text that ``of_text`` takes for this dimension."""
    match dimension:
        case Fixed(value):
            return _shown(value)
        case Choices(values):
            return ", ".join(map(_shown, values))
    same = between(name, dimension_of(space, name), dimension.low, dimension.high)
    log = isinstance(same, IntRange | FloatRange) and same.log
    ending = "" if log == dimension.log else ":log" if dimension.log else ":linear"
    return f"{_shown(dimension.low)}:{_shown(dimension.high)}{ending}"


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
    """Return the stops of a slider over the parent; among them are the ends of a narrower
    dimension, and the values of a list.
    """
    listed = _numbers(dimension.values) if isinstance(dimension, Choices) else ends_of(dimension)
    return sorted({*_values(parent), *listed})


def ends_of(dimension: Dimension) -> tuple[float, float]:
    """Return the lowest and the highest value of a numeric dimension."""
    match dimension:
        case IntRange() | FloatRange():
            return dimension.low, dimension.last
        case Fixed(value):
            values: tuple[Value, ...] = (value,)
        case Choices():
            values = dimension.values
    numbers = _numbers(values)
    return min(numbers), max(numbers)


def of_slider(name: str, parent: Dimension, low: float, high: float) -> Dimension:
    """Return the dimension from one stop to another; a list keeps its choices in between."""
    if isinstance(parent, Choices):
        kept = [value for value in _numbers(parent.values) if low <= value <= high]
        # Between two choices of the list there may be none, when the ends came from elsewhere.
        return among(name, kept or [low])
    return between(name, parent, low, high)


def _with_scale(dimension: Dimension, *, log: bool) -> Dimension:
    """Return a range in another scale; a range in log scale has no step."""
    if isinstance(dimension, IntRange):
        return dataclasses.replace(dimension, log=log, step=1 if log else dimension.step)
    if isinstance(dimension, FloatRange):
        return dataclasses.replace(dimension, log=log, step=None if log else dimension.step)
    return dimension


def _shown(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def _values(parent: Dimension) -> list[float]:
    """Return the values of a dimension, or evenly spread ones in its scale where they are many."""
    if isinstance(parent, Choices):
        return _numbers(parent.values)
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


def _numbers(values: tuple[Value, ...]) -> list[float]:
    return [value for value in values if not isinstance(value, str)]
