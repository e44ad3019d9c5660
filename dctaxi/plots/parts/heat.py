"""A map of cells over two axes, coloured from 0, the best, to 1, and the trials in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import number_text, usd
from dctaxi.plots.parts.objective import ranks
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.points import failure_points, spread, trial_points
from dctaxi.plots.parts.template import Look, colour_scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dctaxi.plots.parts.axes import Axis
    from dctaxi.plots.parts.cells import Cells

_HOVER = {
    "hoverongaps": False,
    "hovertemplate": "median of %{customdata[1]} trials: %{customdata[0]:.2f} USD<extra></extra>",
}

_PALE = 0.3
"""Opacity of a cell whose median says little."""

_NUMBERED = 30
"""So few points carry their trial's number; more have it on hover."""


def _heat_map(
    x: tuple[Axis, NDArray[np.float64]],
    y: tuple[Axis, NDArray[np.float64]],
    colours: NDArray[np.floating[Any]],
    colour_bar: Mapping[str, Any],
    look: Look,
    *,
    gap: int = 0,
    hover: NDArray[np.floating[Any]],
) -> go.Heatmap:
    """Return the trace of the cells: each axis with its edges ``[n + 1]``, colours ``[rows,
    columns]`` in 0 … 1, NaN for an empty cell; ``gap`` is the room between cells in pixels.
    ``hover [rows, columns, 2]`` is the median objective in USD and the number of trials of a cell.
    """
    (x_axis, x_edges), (y_axis, y_edges) = x, y
    return go.Heatmap(
        x=x_axis.shown(x_edges),
        y=y_axis.shown(y_edges),
        z=np.round(colours, 4),
        zmin=0.0,
        zmax=1.0,
        colorscale=colour_scale(look.scale),
        colorbar=dict(colour_bar),
        **_HOVER | {"customdata": hover},
        xgap=gap,
        ygap=gap,
    )


def heat_maps(
    cells: Cells,
    colours: NDArray[np.float64],
    colour_bar: Mapping[str, Any],
    look: Look,
    *,
    gap: int = 0,
    **options: Any,
) -> tuple[go.Heatmap, list[go.Heatmap]]:
    """Return the trace of the cells with enough trials for a median, and that of the others, pale.

    There is none of the latter where all have enough. ``options`` are set on either.
    """
    axes = (cells.x_axis, cells.x_edges), (cells.y_axis, cells.y_edges)
    hover = cell_hover(cells).astype(np.float32)
    few = cells.few
    shown = np.where(few, np.nan, colours).astype(np.float32)
    enough = _heat_map(*axes, shown, colour_bar, look, gap=gap, hover=hover).update(**options)
    if not few.any():
        return enough, []
    pale = np.where(few, colours, np.nan).astype(np.float32)
    others = _heat_map(*axes, pale, colour_bar, look, gap=gap, hover=hover)
    others.update(**{**options, "showscale": False, "opacity": _PALE})
    return enough, [others]


def cell_colours(cells: Cells) -> NDArray[np.float64]:
    """Return the place of each median among all of them, 0 to 1, NaN for empty cells."""
    there = np.isfinite(cells.objectives)
    colours = np.full(there.shape, np.nan)
    colours[there] = ranks(cells.objectives[there])
    return colours


def cell_hover(cells: Cells) -> NDArray[np.float64]:
    """Return what a pointer reads of each cell, ``[rows, columns, 2]``: median, trials."""
    return np.dstack([np.round(cells.objectives, 3), cells.counts])


def cell_points(
    cells: Cells,
    places: NDArray[np.intp],
    picked: NDArray[np.intp],
    look: Look,
    **options: Any,
) -> list[go.Scatter | go.Scattergl]:
    """Return the traces of trials: those with a result, those without, and the picked ones."""
    finite = np.isfinite(cells.values)
    x, y = (
        # Trials of a category fill the middle of its cell.
        axis.shown(spread(at, cells.numbers, up=up) if axis.categories else at)
        for axis, at, up in ((cells.x_axis, cells.x, False), (cells.y_axis, cells.y, True))
    )
    good, bad = places[finite[places]], places[~finite[places]]
    numbered = len(places) <= _NUMBERED
    size = 6 if len(places) <= 300 else 4 if len(places) <= 1000 else 3
    traces = [
        trial_points(
            x[good],
            y[good],
            cells.numbers[good],
            marker={
                "size": size,
                "color": look.background,
                "line": {"color": look.text, "width": 1},
                "opacity": 0.9,
            },
            hover=": %{hovertext}",
            webgl=False,
            hovertext=[_hover_text(cells, place) for place in good],
            name="trial",
            **options,
        )
    ]
    if numbered:
        traces[0].update(_number_texts(cells.numbers[good], look))
    if len(bad):
        traces.append(failure_points(x[bad], y[bad], cells.numbers[bad], look, **options))
    if len(picked):
        traces.append(
            trial_points(
                x[picked],
                y[picked],
                cells.numbers[picked],
                marker={
                    "size": 14,
                    "symbol": "circle-open",
                    "color": look.third,
                    "line": {"color": look.third, "width": 3},
                },
                hover=": %{hovertext}",
                webgl=False,
                hovertext=[_hover_text(cells, place) for place in picked],
                name="picked",
                **options,
            )
        )
    return traces


def _number_texts(numbers: NDArray[np.int64], look: Look) -> dict[str, Any]:
    """Return the settings that write trial numbers above their points."""
    halo = ", ".join([f"0 0 3px {look.background}"] * 4)
    return {
        "mode": "markers+text",
        "text": [f"{number}" for number in numbers],
        "textposition": "top center",
        "cliponaxis": False,
        "textfont": {"color": look.text, "size": 11, "shadow": halo},
    }


def _hover_text(cells: Cells, place: int) -> str:
    value = cells.values[place]
    result = usd(value) if np.isfinite(value) else "no result"
    x, y = _value(cells.x_axis, cells.x[place]), _value(cells.y_axis, cells.y[place])
    at = plain(f"{cells.x_axis.name} {x}, {cells.y_axis.name} {y}")
    return f"{result}<br>{at}"


def _value(axis: Axis, position: float) -> str:
    if axis.categories:
        return str(axis.categories[round(position)])
    return number_text(10.0**position if axis.log else position)
