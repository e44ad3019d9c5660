"""What a space allows but its author probably did not mean, one sentence each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from dctaxi.hyperparameters import condition_of
from dctaxi.space.description import EN_DASH, describe_dimension, describe_value
from dctaxi.space.dimensions import Dimension, Fixed, FloatRange, IntRange, orders_of_magnitude
from dctaxi.space.parameters import whole_values

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace


class Advice(NamedTuple):
    """A sentence about one parameter; a note only informs, a warning asks for a change."""

    parameter: str
    severity: Literal["note", "warning"]
    message: str


def advice_on(space: SearchSpace, rows: int | None = None) -> tuple[Advice, ...]:
    """Return what to tell the author of a space; ``rows`` is the number of training rows."""
    found: list[Advice] = []
    for name, dimension in space.parameters.items():
        if name != "seed":  # a seed has no scale
            found.extend(_scale_advice(name, dimension))
        found.extend(_sense_advice(name, dimension))
        found.extend(_step_advice(name, dimension))
        found.extend(_existence_advice(name, space))
    if isinstance(space["seed"], Fixed):
        found.append(
            Advice(
                "seed",
                "note",
                "seed is fixed, so the importances of this study will have no bar of pure luck "
                "beside those of the other parameters.",
            )
        )
    largest_batch = whole_values(space["batch_size"])[-1]
    if rows is not None and largest_batch > rows:
        found.append(
            Advice(
                "batch_size",
                "note",
                f"A batch of {largest_batch:,} rows is larger than the {rows:,} training rows, so "
                "rows repeat within it.",
            )
        )
    return tuple(found)


def _existence_advice(name: str, space: SearchSpace) -> Iterator[Advice]:
    condition = condition_of(name)
    if condition is not None and not isinstance(space[name], Fixed) and not space.may_have(name):
        yield Advice(
            name,
            "warning",
            f"No trial has {name}, which exists only where {condition.words}; fix it or search "
            f"{condition.name}.",
        )


def _scale_advice(name: str, dimension: Dimension) -> Iterator[Advice]:
    span = orders_of_magnitude(dimension)
    if span is None or not isinstance(dimension, IntRange | FloatRange):
        return
    low, high = dimension.low, dimension.high
    words = f"{describe_value(low)}{EN_DASH}{describe_value(high)}"
    # Rounding of the logarithms must not turn 1 to 10 into more than a factor of ten.
    if not dimension.log and span > 1 + 1e-12:
        share = (high - high / 10) / (high - low)
        yield Advice(
            name,
            "warning",
            f"{name} spans more than a factor of ten without log, so {share:.0%} of its samples "
            f"lie above {describe_value(high / 10)}; switch log on.",
        )
    elif dimension.log and span < 1 - 1e-12:
        share = math.log((low + high) / 2 / low) / math.log(high / low)
        yield Advice(
            name,
            "note",
            f"{name} spans less than a factor of ten, where log matters little: the lower half of "
            f"{words} gets {share:.0%} of the samples, without log 50%.",
        )


_SENSIBLE = {"lr": (1e-6, 10.0)}
"""Where values outside train no network: below, nothing moves in a hundred thousand steps; above,
AdamW moves every weight by more than ten at a time and gradient descent diverges."""


def _sense_advice(name: str, dimension: Dimension) -> Iterator[Advice]:
    limits = _SENSIBLE.get(name)
    if limits is None or not isinstance(dimension, IntRange | FloatRange):
        return
    low, high = limits
    if dimension.high > high:
        yield Advice(
            name,
            "warning",
            f"{name} reaches {describe_value(dimension.high)}, and above {describe_value(high)} no "
            "network here learns: most trials would diverge or score like noise; lower it.",
        )
    if dimension.low < low:
        yield Advice(
            name,
            "note",
            f"{name} begins at {describe_value(dimension.low)}, and below {describe_value(low)} "
            "nothing moves: such trials stay where their seed put them.",
        )


def _step_advice(name: str, dimension: Dimension) -> Iterator[Advice]:
    if isinstance(dimension, IntRange | FloatRange) and dimension.last != dimension.high:
        yield Advice(
            name,
            "note",
            f"{name} {describe_dimension(dimension)} ends at {describe_value(dimension.last)}: "
            f"no step falls on {describe_value(dimension.high)}.",
        )
