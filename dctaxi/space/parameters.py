"""The eight hyperparameters that a space is over: their names, order and what each may be."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Sequence

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import (
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    Value,
    is_finite,
    is_int,
)
from dctaxi.training.hyperparameters import (
    MAX_BATCH_SIZE,
    MAX_BATCHES,
    MAX_LAYERS,
    MAX_NEURONS,
    MAX_SEED,
    OPTIMIZERS,
)

PARAMETERS = (
    "seed",
    "batch_norm_linear_layers",
    "optimizer",
    "lr",
    "num_layers",
    "num_hidden_layer_neurons",
    "batch_size",
    "max_batches",
)
"""In the order in which a trial is asked; ``num_hidden_layer_neurons`` stands for every layer."""

LIMITS = {
    "seed": (0, MAX_SEED),
    "batch_norm_linear_layers": (0, 1),
    "num_layers": (1, MAX_LAYERS),
    "num_hidden_layer_neurons": (1, MAX_NEURONS),
    "batch_size": (1, MAX_BATCH_SIZE),
    "max_batches": (1, MAX_BATCHES),
}
"""Lowest and highest value of each whole-numbered hyperparameter."""

_LAYER_NAME = re.compile(r"num_hidden_layer_(0|[1-9][0-9]{0,3})_neurons")


def layer_name(layer: int) -> str:
    """Return the trial parameter of a hidden layer's width; layers count from 0."""
    return f"num_hidden_layer_{layer}_neurons"


def layer_of(name: str) -> int | None:
    """Return which layer's width a trial parameter is, None if it is none."""
    match = _LAYER_NAME.fullmatch(name)
    return int(match.group(1)) if match else None


def check_parameter(name: str, dimension: object) -> Dimension:
    """Return the dimension; raise SpaceError unless the parameter, or a layer's, may be it."""
    if not isinstance(dimension, IntRange | FloatRange | Choices | Fixed):
        raise SpaceError(
            f"{name}: expected a range, choices or a fixed value, got {reprlib.repr(dimension)}."
        )
    meaning = name if name in PARAMETERS else "num_hidden_layer_neurons"
    if meaning == "optimizer":
        _check_optimizer(name, dimension)
    elif meaning == "lr":
        _check_learning_rate(name, dimension)
    else:
        _check_whole_number(name, dimension, *LIMITS[meaning])
    return dimension


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


def _check_optimizer(name: str, dimension: Dimension) -> None:
    if isinstance(dimension, IntRange | FloatRange):
        raise SpaceError(f"{name}: expected choices or a fixed value, got a range.")
    for field, value in _edges(dimension):
        if value not in OPTIMIZERS:
            raise SpaceError(
                f"{name}.{field}: expected {' or '.join(OPTIMIZERS)}, got {reprlib.repr(value)}."
            )


def _check_learning_rate(name: str, dimension: Dimension) -> None:
    if isinstance(dimension, IntRange):
        raise SpaceError(f"{name}: expected a range of real numbers, got one of whole numbers.")
    for field, value in _edges(dimension):
        if not is_finite(value) or value <= 0:
            raise SpaceError(
                f"{name}.{field}: expected a learning rate above 0, got {reprlib.repr(value)}."
            )


def _check_whole_number(name: str, dimension: Dimension, lowest: int, highest: int) -> None:
    if isinstance(dimension, FloatRange):
        raise SpaceError(f"{name}: expected a range of whole numbers, got one of real numbers.")
    for field, value in _edges(dimension):
        if not is_int(value) or not lowest <= value <= highest:
            raise SpaceError(
                f"{name}.{field}: expected a whole number from {lowest} to {highest}, "
                f"got {reprlib.repr(value)}."
            )


def _edges(dimension: Dimension) -> tuple[tuple[str, Value], ...]:
    """Return the values that must lie within a parameter's limits, each with its field."""
    if isinstance(dimension, IntRange | FloatRange):
        return (("low", dimension.low), ("high", dimension.high))
    if isinstance(dimension, Fixed):
        return (("value", dimension.value),)
    return tuple((f"values[{place}]", value) for place, value in enumerate(dimension.values))
