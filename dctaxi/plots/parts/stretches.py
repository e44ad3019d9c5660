"""Parts of an axis: even ones and what they hold in words, and the median objective in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.statistics import chance_of_difference
from dctaxi.plots.parts.numbers import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter
    from dctaxi.plots.parts.axes import Axis

_STRETCHES = 8
_ENOUGH = 5
"""A stretch with fewer finished trials than this has no median worth naming."""


def part_edges(axis: Axis, parameter: Parameter, most: int) -> NDArray[np.float64]:
    """Return the ends of at most so many even parts of an axis of numbers, ``[parts + 1]``.

    In positions, the lowest first. On a range with steps they lie between its values, so that every
    part can hold a trial.
    """
    if axis.step is None:
        return np.linspace(*axis.ends, most + 1)
    first, end = parameter.low - axis.step / 2, parameter.high + axis.step / 2
    values = round((end - first) / axis.step)
    if values > most:
        even = axis.shown(np.linspace(*axis.range_positions(first, end), most + 1))
        places = np.unique(np.round((even - first) / axis.step))
    else:
        places = np.arange(values + 1, dtype=np.float64)
    edges = first + axis.step * places
    return np.log10(edges) if axis.log else edges


def part_text(axis: Axis, low: float, high: float) -> str:
    """Say which values lie in a part between two positions: ``3``, or ``1 to 4``."""
    first, last = (float(end) for end in axis.shown(np.array([low, high])))
    if axis.step is None:
        return f"{number_text(float(f'{first:.3g}'))} to {number_text(float(f'{last:.3g}'))}"
    first, last = first + axis.step / 2, last - axis.step / 2
    write = "{:,.0f}".format if axis.whole else number_text
    return write(first) if last - first < axis.step / 2 else f"{write(first)} to {write(last)}"


class Stretch(NamedTuple):
    """A part of an axis from position ``low`` to ``high``, with the median objective of its
    trials in USD; ``closed`` where trials at the high end belong to it.
    """

    low: float
    high: float
    name: str
    closed: bool = True
    median: float = float("nan")

    def holds(self, positions: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which positions lie in this part."""
        below = positions <= self.high if self.closed else positions < self.high
        return (positions >= self.low) & below


def stretches_of(axis: Axis, parameter: Parameter) -> list[Stretch]:
    """Return one stretch for every tick where all values have one, else even parts of the axis."""
    if axis.all_ticked:
        return [
            Stretch(
                float(np.nextafter(tick, -np.inf)), float(np.nextafter(tick, np.inf)), f"at {text}"
            )
            for tick, text in zip(axis.tick_positions, axis.tick_texts, strict=True)
        ]
    edges = part_edges(axis, parameter, _STRETCHES).tolist()
    parts = [
        Stretch(low, high, _named(part_text(axis, low, high)), closed=high == edges[-1])
        for low, high in pairwise(edges)
    ]
    if axis.unused is None:
        return parts
    room = (axis.ends[0] - axis.unused) / 3
    return [Stretch(axis.unused - room, axis.unused + room, "where it is not used"), *parts]


def _named(values: str) -> str:
    return f"from {values}" if " to " in values else f"at {values}"


def judged(
    stretches: Sequence[Stretch], positions: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[tuple[Stretch, ...], float]:
    """Return the stretches that hold enough trials with their medians, and the probability that
    stretches of one distribution differ as much; ``values`` are the objectives at ``positions``.
    """
    groups = [values[stretch.holds(positions)] for stretch in stretches]
    enough = [
        (stretch._replace(median=float(np.median(group))), group)
        for stretch, group in zip(stretches, groups, strict=True)
        if len(group) >= _ENOUGH
    ]
    return tuple(one for one, _ in enough), chance_of_difference([group for _, group in enough])
