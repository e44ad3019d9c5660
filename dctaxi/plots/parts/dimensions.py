"""The vertical axes of parallel coordinates, the objective's last, and the lines through them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.axes import Axis
from dctaxi.plots.parts.brushes import OBJECTIVE, brushes_of
from dctaxi.plots.parts.numbers import linear_ticks, log_ticks, number_text, robust_limits
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import Look, faded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis import Selection
    from dctaxi.plots.parts.brushes import Interval

MARGIN = {"l": 72, "r": 72, "t": 84, "b": 24}
"""Room in pixels for labels, which stand on top of their axes or lean to the right."""

NO_RESULT = "no result"
"""The tick of trials that diverged, failed or were stopped."""

_NO_RESULT_ROOM = 0.12
_WIDE_PX = 400
_CHARACTER_PX = 8


class Dimension(NamedTuple):
    """One vertical axis: its column of the trials, where each drawn line crosses it, and which
    parts of it are brushed.
    """

    column: str
    axis: Axis
    positions: NDArray[np.float64]
    brushes: tuple[Interval, ...] = ()


def lines_through(
    dimensions: Sequence[Dimension], line: Mapping[str, Any], look: Look
) -> go.Parcoords:
    """Return the trace of lines through dimensions; ``line`` is Plotly's colouring of them."""
    halo = ", ".join([f"0 0 3px {look.background}"] * 4)
    crowded = sum(len(dimension.axis.name) for dimension in dimensions) * _CHARACTER_PX > _WIDE_PX
    return go.Parcoords(
        dimensions=[_plotly_dimension(dimension) for dimension in dimensions],
        line=dict(line),
        labelangle=-20 if crowded else 0,
        unselected={"line": {"color": faded(look.quiet, 0.25), "opacity": 0.25}},
        labelfont={"color": look.text, "size": 13, "shadow": "none"},
        tickfont={"color": look.text, "size": 12, "shadow": halo},  # ticks lie on the lines
        rangefont={"color": "rgba(0,0,0,0)"},  # the range's ends are ticks already
    )


def objective_dimension(
    values: NDArray[np.float64], drawn: NDArray[np.intp], selection: Selection
) -> Dimension:
    """Return the axis of all objectives in USD, and where the drawn ones cross it.

    Outliers are drawn at the axis's end, whose tick says so; NaN has a tick of its own.
    """
    axis = _objective_axis(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log10(values) if axis.log else values
    missing = axis.high if axis.unused is None else axis.unused
    positions = np.where(np.isfinite(values), np.minimum(scaled, axis.ends[1]), missing)
    return Dimension(OBJECTIVE, axis, positions[drawn], brushes_of(axis, OBJECTIVE, selection))


def _objective_axis(values: NDArray[np.float64]) -> Axis:
    finite = values[np.isfinite(values)]
    limits = robust_limits(values)
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    high = min(high, limits.high)
    if low == high:
        room = max(0.5, abs(low) / 1000)
        low, high = low - room, high + room
    log = limits.log
    ticks = log_ticks(low, high) if log else linear_ticks(low, high)
    texts = [number_text(tick) for tick in ticks]
    if limits.above:
        ticks, texts = [*ticks, high], [*texts, f"{number_text(float(f'{high:.3g}'))} or more"]
    if log:
        ticks, low, high = [math.log10(t) for t in ticks], math.log10(low), math.log10(high)
    no_result = None
    if len(finite) < len(values):
        no_result = high + _NO_RESULT_ROOM * (high - low)
        ticks, texts = [*ticks, no_result], [*texts, NO_RESULT]
    return Axis(
        name="objective (USD)",
        log=log,
        whole=False,
        categories=(),
        low=low,
        high=high if no_result is None else no_result,
        unused=no_result,
        ends=(low, high),
        all_ticked=False,
        tick_positions=tuple(ticks),
        tick_texts=tuple(texts),
    )


def _plotly_dimension(dimension: Dimension) -> dict[str, Any]:
    axis = dimension.axis
    return {
        "label": plain(axis.name),
        "values": dimension.positions,
        "range": [axis.low, axis.high],
        "tickvals": list(axis.tick_positions),
        "ticktext": list(map(plain, axis.tick_texts)),
        **(
            {"constraintrange": [list(one) for one in dimension.brushes]}
            if dimension.brushes
            else {}
        ),
    }
