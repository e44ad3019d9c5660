"""Linear or log? Where samples of a range fall, and what that does to learning rates."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from dctaxi.errors import LessonError
from dctaxi.populations import DEFAULT_MEMBERS, PopulationPlan
from dctaxi.space import PRESETS, SAMPLES, Decade, FloatRange, even_points, samples_per_decade

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHAPTER_LOW, CHAPTER_HIGH = 1.0, 1000.0
"""The chapter's demonstration: 300 points from 1 to 1,000."""

LOWEST, HIGHEST = 1e-9, 1e9
MAX_SAMPLES = 10_000

BOUNDS: tuple[str, ...] = (
    *(f"{Decimal(digit).scaleb(power):f}" for power in range(-4, 5) for digit in (1, 2, 5)),
    "100000",
)
"""Bounds to choose from, as people and addresses write them: 0.0001, 0.0002 … to 100000."""

UNKNOWN_RATE = ("0.001", "100")
"""Bounds for the learning rate of someone who knows nothing about it: log scale does better."""

LOW_RATE = ("0.001", "1")
"""Bounds whose good learning rates lie near the upper one: equal steps hit them more often."""

MAX_DRAW = 9_999
"""Draws of the two populations are numbered from 0 to this."""

_ON_EDGE = 1e-12
"""Rounding of a power of ten, relative."""


class Spread(NamedTuple):
    """Evenly spaced samples of a range ``low`` to ``high``, in linear and in log scale.

    Both lists of decades cover the same orders of magnitude, lowest first. As in the chapter, a
    sample belongs to the order of magnitude with ``low <= sample < high``; so where the range ends
    at a power of ten, its very last sample belongs to none. The points are ``[samples]``, sorted.
    """

    low: float
    high: float
    samples: int
    linear: tuple[Decade, ...]
    log: tuple[Decade, ...]
    linear_points: NDArray[np.float64]
    log_points: NDArray[np.float64]


def spread(low: float = CHAPTER_LOW, high: float = CHAPTER_HIGH, samples: int = SAMPLES) -> Spread:
    """Return how samples of a range spread. Raises LessonError for a range that is none."""
    if not (LOWEST <= low < high <= HIGHEST):
        raise LessonError(
            f"Expected a range of numbers above 0 with its lower bound first, got {low:g} to "
            f"{high:g}: make high larger than low."
        )
    if not 2 <= samples <= MAX_SAMPLES:
        raise LessonError(f"Expected 2 to {MAX_SAMPLES:,} samples, got {samples:,}.")
    linear, log = FloatRange(low, high), FloatRange(low, high, log=True)
    return Spread(
        low,
        high,
        samples,
        _strictly_below(samples_per_decade(linear, samples), high),
        _strictly_below(samples_per_decade(log, samples), high),
        even_points(linear, samples),
        even_points(log, samples),
    )


def spread_text(found: Spread) -> str:
    """Say in one sentence what linear samples do with the orders of magnitude."""
    if len(found.linear) == 1:
        return (
            f"{found.low:g} to {found.high:g} lies within one order of magnitude, so linear and "
            "log scale are almost the same."
        )
    top, below = found.linear[-1], sum(decade.points for decade in found.linear[:-1])
    log_below = sum(decade.points for decade in found.log[:-1])
    sentence = (
        f"In linear scale {top.points:,} of {found.samples:,} samples lie between {top.low:,g} and "
        f"{top.high:,g} and {below:,} in all the orders of magnitude below; in log scale it is "
        f"{found.log[-1].points:,} and {log_below:,}."
    )
    if top.points + below == found.samples:
        return sentence
    return (
        f"{sentence} The last sample, {found.high:,g} itself, begins the next order of magnitude."
    )


def learning_rate_plans(
    low: float, high: float, members: int = DEFAULT_MEMBERS, seed: int = 0
) -> tuple[PopulationPlan, PopulationPlan]:
    """Return two populations of the chapter's space that differ in the scale of ``lr`` only.

    The first draws it in log scale, the second in linear scale, from the same range and with
    independent draws. Raises SpaceError and PopulationError.
    """
    space = PRESETS["chapter"].space
    log, linear = (
        PopulationPlan(
            space.replace("lr", FloatRange(low, high, log=in_log)),
            members,
            2 * seed + place,
            title=f"lr from {low:g} to {high:g} in {'log' if in_log else 'linear'} scale",
        )
        for place, in_log in enumerate((True, False))
    )
    return log, linear


def _strictly_below(decades: tuple[Decade, ...], high: float) -> tuple[Decade, ...]:
    """Take the range's last sample out of an order of magnitude that ends exactly there."""
    *lower, last = decades
    if not math.isclose(last.high, high, rel_tol=_ON_EDGE):
        return decades
    return (*lower, last._replace(points=last.points - 1))
