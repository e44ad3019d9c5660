"""What each hyperparameter may be in a space, by its row of the table."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import DEFAULTS, Hyperparameter, Range, row_of
from dctaxi.space.dimensions import (
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    Value,
    is_int,
)


def check_parameter(name: str, dimension: object) -> Dimension:
    """Return the dimension; raise SpaceError unless the parameter, or a layer's, may be it."""
    row = row_of(name)
    match dimension:
        case IntRange() | FloatRange() if row.kind == "word":
            raise SpaceError(f"{name}: expected choices or a fixed value, got a range.")
        case IntRange() if row.kind == "real":
            raise SpaceError(f"{name}: expected a range of real numbers, got one of whole numbers.")
        case FloatRange() if row.kind != "real":
            raise SpaceError(f"{name}: expected a range of whole numbers, got one of real numbers.")
        case IntRange() | FloatRange() | Choices() | Fixed():
            pass
        case _:
            raise SpaceError(
                f"{name}: expected a range, choices or a fixed value, got "
                f"{reprlib.repr(dimension)}."
            )
    for field, value in _edges(dimension):
        if not row.allows(value):
            raise SpaceError(f"{name}.{field}: expected {row.expected}, got {reprlib.repr(value)}.")
    return dimension


def searched(row: Hyperparameter) -> IntRange | FloatRange | Choices:
    """Return what the chapter searches, or what is usual where it searches nothing."""
    if not isinstance(row.searched, Range):
        return Choices(row.searched)
    low, high, log = row.searched
    if row.kind == "real":
        return FloatRange(low, high, log=log)
    return IntRange(int(low), int(high), log=log)


def in_chapter(row: Hyperparameter) -> Dimension:
    """Return what a hyperparameter is in the chapter's study."""
    return searched(row) if row.default is None else Fixed(row.default)


def is_default(name: str, dimension: Dimension) -> bool:
    """Tell whether this is what leaving the hyperparameter out means."""
    return name in DEFAULTS and dimension == Fixed(DEFAULTS[name])


def whole_values(dimension: Dimension) -> Sequence[int]:
    """Return every value of a whole-numbered parameter's dimension, lowest first."""
    match dimension:
        case IntRange():
            return range(dimension.low, dimension.last + 1, dimension.step)
        case Choices():
            return sorted(value for value in dimension.values if is_int(value))
        case Fixed(value) if is_int(value):
            return (value,)
    raise SpaceError(f"expected whole numbers, got {reprlib.repr(dimension)}.")


def values_of(dimension: Dimension) -> Sequence[Value]:
    """Return every value of the dimension of a word, a switch or a whole number."""
    match dimension:
        case Choices(values):
            return values
        case Fixed(value):
            return (value,)
    return whole_values(dimension)


def _edges(dimension: Dimension) -> tuple[tuple[str, Value], ...]:
    """Return the values that must lie within a parameter's limits, each with its field."""
    if isinstance(dimension, IntRange | FloatRange):
        return (("low", dimension.low), ("high", dimension.high))
    if isinstance(dimension, Fixed):
        return (("value", dimension.value),)
    return tuple((f"values[{place}]", value) for place, value in enumerate(dimension.values))
