"""Even parts of a parameter's axis, and which values each holds in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.plots.parts.numbers import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter
    from dctaxi.plots.parts.axes import Axis


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
