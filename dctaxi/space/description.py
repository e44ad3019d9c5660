"""Dimensions and spaces in words, short enough for a table cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange, Value

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace

EN_DASH = "\N{EN DASH}"
"""Stands between the ends of a range; by name, since it looks like a hyphen."""

_LISTED = 5
"""Longer lists of choices are shortened to their ends."""


def describe_value(value: Value) -> str:
    """Return a value in words: 2,147,483,646 or 0.009."""
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"


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
    """Return a space in words on one line, what matters most first."""
    layers = "layer" if space.max_layers == 1 else "layers"
    own = "".join(
        f", layer {layer} of {describe_dimension(dimension)}"
        for layer, dimension in space.layer_neurons
    )
    return ", ".join((
        f"lr {describe_dimension(space.lr)}",
        f"{describe_dimension(space.num_layers)} {layers} of "
        f"{describe_dimension(space.num_hidden_layer_neurons)} neurons{own}",
        f"batch size {describe_dimension(space.batch_size)}",
        f"training steps {describe_dimension(space.max_batches)}",
        describe_dimension(space.optimizer),
        _switch("batch norm", space.batch_norm_linear_layers),
        f"seed {describe_dimension(space.seed)}",
    ))  # fmt: skip


def _switch(label: str, dimension: Dimension) -> str:
    on, off = dimension.contains(1), dimension.contains(0)
    if on and off:
        return f"{label} on or off"
    return f"{label} {'on' if on else 'off'}"


def _scale(step: float | None, *, log: bool) -> str:
    if log:
        return " log"
    return "" if step is None else f" in steps of {describe_value(step)}"
