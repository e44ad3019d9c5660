"""Dimensions and spaces in words, short enough for a table cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.hyperparameters import HYPERPARAMETERS, NUM_LAYERS, WIDTH, layer_of
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange, Value
from dctaxi.space.parameters import is_default

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace

EN_DASH = "\N{EN DASH}"
"""Stands between the ends of a range; by name, since it looks like a hyphen."""

_LISTED = 5
"""Longer lists of choices are shortened to their ends."""


def describe_value(value: Value) -> str:
    """Return a value in words: 2,147,483,646, 0.009 or 1e-5."""
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}".replace("e-0", "e-")


def describe_dimension(dimension: Dimension) -> str:
    """Return a dimension in words: ``7 or 11``, or from low to high with its step or log."""
    match dimension:
        case IntRange(low, high, step, log):
            scale = _scale(None if step == 1 else step, log=log)
            return f"{describe_value(low)}{EN_DASH}{describe_value(high)}{scale}"
        case FloatRange(low, high, step, log):
            return f"{describe_value(low)}{EN_DASH}{describe_value(high)}{_scale(step, log=log)}"
        case Fixed(value):
            return describe_value(value)
        case Choices(values) if len(values) > _LISTED:
            return (
                f"{describe_value(values[0])}, {describe_value(values[1])} … "
                f"{describe_value(values[-1])} ({len(values)} choices)"
            )
        case Choices(values):
            *others, last = (describe_value(value) for value in values)
            return f"{', '.join(others)} or {last}" if others else last


def describe_space(space: SearchSpace) -> str:
    """Return a space in words on one line, what matters most first, defaults left out."""
    others = [
        name
        for name, dimension in space.dimensions
        if name not in (*_FIRST, *_LAST, WIDTH)
        and name in HYPERPARAMETERS
        and space.may_have(name)
        and not is_default(name, dimension)
    ]
    return ", ".join(_parameter(name, space) for name in (*_FIRST, *others, *_LAST))


_FIRST = ("lr", NUM_LAYERS, "batch_size", "max_batches", "optimizer", "batch_norm_linear_layers")
_LAST = ("seed",)


def _parameter(name: str, space: SearchSpace) -> str:
    row, dimension = HYPERPARAMETERS[name], space[name]
    if name == NUM_LAYERS:
        layers = "layer" if space.max_layers == 1 else "layers"
        own = "".join(
            f", layer {layer} of {describe_dimension(width)}"
            for each, width in space.dimensions
            if (layer := layer_of(each)) is not None
        )
        every = describe_dimension(space[WIDTH])
        return f"{describe_dimension(dimension)} {layers} of {every} neurons{own}"
    if row.kind == "switch":
        return f"{row.short} {_switch(dimension)}"
    words = describe_dimension(dimension)
    if (condition := space.condition(name)) is not None:
        words += f" where {condition.words}"
    return words if row.kind == "word" else f"{row.short} {words}"


def _switch(dimension: Dimension) -> str:
    on, off = dimension.contains(1), dimension.contains(0)
    if on and off:
        return "on or off"
    return "on" if on else "off"


def _scale(step: float | None, *, log: bool) -> str:
    if log:
        return " log"
    return "" if step is None else f" in steps of {describe_value(step)}"
