"""Ranges as a person types them: ``0.02:0.05``, ``Adam`` or ``7, 11``. Pure functions."""

from __future__ import annotations

import dataclasses

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange, Value
from dctaxi.space.narrowing import between, dimension_of, parse_narrowing
from dctaxi.space.search_space import SearchSpace

_SCALES = {":log": True, ":linear": False}
"""Behind a range whose scale is not the parent's."""


def read(name: str, text: str, space: SearchSpace) -> Dimension:
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


def write(name: str, dimension: Dimension, space: SearchSpace) -> str:
    """Return the text that ``read`` takes for this dimension."""
    match dimension:
        case Fixed(value):
            return _shown(value)
        case Choices(values):
            return ", ".join(map(_shown, values))
    same = between(name, dimension_of(space, name), dimension.low, dimension.high)
    log = isinstance(same, IntRange | FloatRange) and same.log
    ending = "" if log == dimension.log else ":log" if dimension.log else ":linear"
    return f"{_shown(dimension.low)}:{_shown(dimension.high)}{ending}"


def _with_scale(dimension: Dimension, *, log: bool) -> Dimension:
    """Return a range in another scale; a range in log scale has no step."""
    if isinstance(dimension, IntRange):
        return dataclasses.replace(dimension, log=log, step=1 if log else dimension.step)
    if isinstance(dimension, FloatRange):
        return dataclasses.replace(dimension, log=log, step=None if log else dimension.step)
    return dimension


def _shown(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)
