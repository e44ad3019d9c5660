"""A space with narrower ranges: from words such as ``lr=0.02:0.05``, or from a range's ends."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import HYPERPARAMETERS, WIDTH, layer_of, row_of
from dctaxi.space.description import describe_dimension, describe_value
from dctaxi.space.dimensions import (
    MAX_CHOICES,
    STEP_TOLERANCE,
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    Value,
)
from dctaxi.space.parameters import whole_values
from dctaxi.space.search_space import SearchSpace

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def narrow(space: SearchSpace, name: str, dimension: Dimension) -> SearchSpace:
    """Return the space with another dimension for one parameter or one layer's width.

    It may be wider than before: see :func:`extensions`. Fewer layers drop the dimensions of the
    layers that are gone. Raises SpaceError when the parameter cannot be this.
    """
    return space.replace(name, dimension)


def narrow_by_texts(space: SearchSpace, texts: Iterable[str]) -> SearchSpace:
    """Return the space narrowed by texts such as ``lr=0.02:0.05``, in their order.

    Raises SpaceError when a text cannot be read, is impossible, or names a parameter again.
    """
    seen: set[str] = set()
    for text in texts:
        name, dimension = parse_narrowing(text, space)
        if name in seen:
            raise SpaceError(f"{name}: expected one range, got two; leave one of them out.")
        seen.add(name)
        space = narrow(space, name, dimension)
    return space


def parse_narrowing(text: str, space: SearchSpace) -> tuple[str, Dimension]:
    """Read ``NAME=LOW:HIGH``, ``NAME=VALUE`` or ``NAME=VALUE,VALUE`` for a parameter of a space.

    A range keeps the parent's step and log scale. Raises SpaceError that begins with the name.
    """
    name, equals, values = (part.strip() for part in text.partition("="))
    if not (name and equals and values):
        raise SpaceError(
            f"Expected NAME=LOW:HIGH, NAME=VALUE or NAME=VALUE,VALUE, got {text!r}; "
            "for example lr=0.02:0.05 or optimizer=Adam."
        )
    parent = dimension_of(space, name)
    if ":" in values:
        low, _, high = values.partition(":")
        return name, between(name, parent, _number(name, low), _number(name, high))
    return name, among(name, [_value(name, value) for value in values.split(",")])


def dimension_of(space: SearchSpace, name: str) -> Dimension:
    """Return what a parameter, or one layer's width, may be in a space.

    Raises SpaceError for a name that is none, or a layer that no configuration has.
    """
    if name in HYPERPARAMETERS or space.may_have(name):
        return space[name]
    if layer_of(name) is not None:
        raise SpaceError(
            f"{name}: expected a layer below {space.max_layers}, the most that num_layers allows; "
            "name another layer or allow more."
        )
    raise SpaceError(f"{name}: expected one of {', '.join(HYPERPARAMETERS)}; name one of these.")


def between(name: str, parent: Dimension, low: float, high: float) -> Dimension:
    """Return a parameter's range from low to high, on the parent's step and in its scale.

    With a step, the ends move inwards to the nearest values of the parent's grid, which goes on
    beyond its ends. Equal ends, or one value of the grid, make a fixed value. Raises SpaceError
    when nothing lies between low and high.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise SpaceError(f"{name}: expected finite ends of a range, got {low} and {high}.")
    if low > high:
        raise SpaceError(
            f"{name}: expected the low end first, got {_shown(low)} above {_shown(high)}; "
            "nothing lies in that range."
        )
    try:
        if row_of(name).kind == "real":
            return _real_range(name, parent, low, high)
        return _whole_range(name, parent, low, high)
    except SpaceError as error:
        raise _named(name, error) from error


def among(name: str, values: Sequence[Value]) -> Dimension:
    """Return a choice among values, or the fixed value if it is one. Raises SpaceError."""
    try:
        return Fixed(values[0]) if len(values) == 1 else Choices(tuple(values))
    except SpaceError as error:
        raise _named(name, error) from error


def extensions(parent: SearchSpace, child: SearchSpace) -> tuple[str, ...]:
    """Return a sentence for each parameter that may be in the child what it may not in the parent.

    Trials of the parent say nothing there. Empty when the child lies wholly within the parent.
    """
    own = {*parent.parameters, *child.parameters}
    pairs = {
        name if name in own else WIDTH: (parent[name], now)
        for name, now in child.trial_parameters.items()
    }
    return tuple(
        f"{name} {describe_dimension(now)} goes beyond {describe_dimension(before)}"
        for name, (before, now) in pairs.items()
        if not within(now, before)
    )


def within(child: Dimension, parent: Dimension) -> bool:
    """Tell whether every value of one dimension is a value of the other."""
    match child, parent:
        case Fixed(value), _:
            return parent.contains(value)
        case Choices(values), _:
            return all(parent.contains(value) for value in values)
        case FloatRange(), FloatRange():
            return _inside(child, parent) and _same_grid(child, parent)
        case IntRange(), IntRange():
            return _inside(child, parent) and _same_grid(child, parent)
        case IntRange(), Choices():
            few = child.size <= MAX_CHOICES
            return few and all(parent.contains(value) for value in whole_values(child))
    return False


def _inside(child: IntRange | FloatRange, parent: IntRange | FloatRange) -> bool:
    return parent.low <= child.low and child.last <= parent.last


def _same_grid(child: IntRange | FloatRange, parent: IntRange | FloatRange) -> bool:
    if parent.step is None:
        return True
    if child.step is None:
        return False
    offset, pace = (child.low - parent.low) / parent.step, child.step / parent.step
    return all(abs(steps - round(steps)) < STEP_TOLERANCE for steps in (offset, pace))


def _real_range(name: str, parent: Dimension, low: float, high: float) -> Dimension:
    step = parent.step if isinstance(parent, FloatRange) else None
    if step is not None and isinstance(parent, FloatRange):
        low, high = (float(end) for end in _on_grid(name, parent.low, step, low, high))
    if low == high:
        return Fixed(low)
    # A rate that was fixed or listed gets the scale in which rates are searched.
    log = parent.log if isinstance(parent, FloatRange) else True
    return FloatRange(low, high, step=step, log=log)


def _whole_range(name: str, parent: Dimension, low: float, high: float) -> Dimension:
    if isinstance(parent, Choices | Fixed) and any(isinstance(v, str) for v in _values(parent)):
        raise SpaceError(
            f"expected some of {describe_dimension(parent)}, got a range; name them with commas."
        )
    if low != round(low) or high != round(high):
        raise SpaceError(
            f"expected whole numbers, got {_shown(low)} to {_shown(high)}; round them."
        )
    if not isinstance(parent, IntRange):
        return Fixed(int(low)) if low == high else IntRange(int(low), int(high))
    first, last = (int(end) for end in _on_grid(name, parent.low, parent.step, low, high))
    if first == last:
        return Fixed(first)
    return dataclasses.replace(parent, low=first, high=last)


def _on_grid(
    name: str, origin: float, step: float, low: float, high: float
) -> tuple[Decimal, Decimal]:
    """Return the outermost values ``origin + i·step`` from low to high, counted in decimal."""
    start, pace = Decimal(str(origin)), Decimal(str(step))
    first = math.ceil((Decimal(str(low)) - start) / pace)
    last = math.floor((Decimal(str(high)) - start) / pace)
    if first > last:
        raise SpaceError(
            f"expected a range that holds a value of {name}, which comes in steps of "
            f"{_shown(step)} from {_shown(origin)}; none lies from {_shown(low)} to {_shown(high)}."
        )
    return start + first * pace, start + last * pace


def _values(dimension: Choices | Fixed) -> tuple[Value, ...]:
    return dimension.values if isinstance(dimension, Choices) else (dimension.value,)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SpaceError(
            f"{name}: expected numbers as the ends of a range, got {text.strip()!r}."
        ) from error


def _value(name: str, text: str) -> Value:
    """Read a word, a real or a whole number, as the hyperparameter's kind is."""
    bare = text.strip()
    kind = row_of(name).kind
    if kind == "word":
        return bare
    if kind == "real":
        return _number(name, bare)
    if _WHOLE.fullmatch(bare):
        return int(bare)
    raise SpaceError(f"{name}: expected whole numbers, got {bare!r}.")


def _shown(value: float) -> str:
    return describe_value(int(value) if value == round(value) else value)


def _named(name: str, error: SpaceError) -> SpaceError:
    return SpaceError(f"{name}: {error}")
