"""The vertical axes of parallel coordinates, and the trace that draws lines through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import plotly.graph_objects as go

from dctaxi.plots.parts.template import Look, faded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dctaxi.plots.parts.axes import Axis
    from dctaxi.plots.parts.brushes import Interval

MARGIN = {"l": 72, "r": 72, "t": 84, "b": 24}
"""Room in pixels for labels, which stand on top of their axes or lean to the right."""

_FINE_TICKS = 80
_BLANKS = "\N{ZERO WIDTH SPACE}\N{HAIR SPACE}\N{THIN SPACE}"
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


def _plotly_dimension(dimension: Dimension) -> dict[str, Any]:
    axis = dimension.axis
    ticks = dict(zip(axis.tick_positions, axis.tick_texts, strict=True))
    if axis.continuous is not None:
        ticks = _fine_ticks(*axis.continuous, ticks)
    return {
        "label": axis.name,
        "values": dimension.positions,
        "range": [axis.low, axis.high],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        **(
            {"constraintrange": [list(one) for one in dimension.brushes]}
            if dimension.brushes
            else {}
        ),
    }


def _fine_ticks(low: float, high: float, ticks: Mapping[float, str]) -> dict[float, str]:
    """Return the ticks with many blank ones between them.

    Plotly moves a brush to the nearest ticks of an axis whose ticks are given, and takes two ticks
    of the same text for one, so the blanks all differ.
    """
    step = (high - low) / _FINE_TICKS
    blank = {
        low + place * step: _blank(place)
        for place in range(_FINE_TICKS + 1)
        if all(abs(low + place * step - tick) > step / 2 for tick in ticks)
    }
    return dict(sorted((blank | dict(ticks)).items()))


def _blank(place: int) -> str:
    digits = ""
    for _ in range(5):
        place, digit = divmod(place, len(_BLANKS))
        digits += _BLANKS[digit]
    return digits
