"""The objective over a pair of hyperparameters: cells where there are trials, blank elsewhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.plots.axes import Axis, axis_of
from dctaxi.plots.heat import heat_map
from dctaxi.plots.numbers import count_text, drawn, number_text, usd
from dctaxi.plots.objective_colours import colour_bar, rank_ticks, ranks
from dctaxi.plots.template import LOOKS, Look, TemplateName, empty_figure, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.parameters import Parameter

DEFAULT_PAIR = ("batch_size", "lr")
"""The chapter's choice."""

MAX_CELLS = 60
"""Cells of an axis, at most."""

DRAWN_POINTS = 2_000
"""More points than this are thinned for drawing."""

_MIN_CELLS = 8

_TRIALS_PER_CELL = 3
"""If trials were spread evenly; fewer make a median pure noise."""


class ContourCells(NamedTuple):
    """Cells of a pair of parameters and the trials in them.

    ``x_edges [columns + 1]`` and ``y_edges [rows + 1]`` are in the axes' positions;
    ``objectives [rows, columns]`` is the median objective in USD of a cell's trials, NaN where
    there are none, and ``colours`` the place of that median among all cells, 0 to 1.
    ``x``, ``y``, ``values`` and ``numbers`` are the trials to draw; a trial without a result has
    the value NaN. ``total`` counts all trials with both parameters, ``lacking`` those without.
    """

    x_axis: Axis
    y_axis: Axis
    x_edges: NDArray[np.float64]
    y_edges: NDArray[np.float64]
    objectives: NDArray[np.float64]
    colours: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    numbers: NDArray[np.int64]
    total: int
    failed: int
    lacking: int


def contour_data(trials: pd.DataFrame, x: Parameter, y: Parameter) -> ContourCells:
    """Return the cells of a frame's ended trials over two parameters.

    There is about one cell for three trials, at most 60 a side, over the whole ranges.
    """
    ended = trials[~trials["state"].isin(["RUNNING", "WAITING"])]
    both = ended[ended[x.column].notna() & ended[y.column].notna()]
    values = both["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    x_axis, y_axis = axis_of(x, both[x.column]), axis_of(y, both[y.column])
    xs, ys = x_axis.positions(both[x.column]), y_axis.positions(both[y.column])
    wanted = math.ceil(math.sqrt(finite.sum() / _TRIALS_PER_CELL))
    wanted = max(_MIN_CELLS, min(MAX_CELLS, wanted))
    x_edges, y_edges = _edges(x_axis, x, wanted), _edges(y_axis, y, wanted)
    objectives = _medians(xs[finite], ys[finite], values[finite], x_edges, y_edges)
    kept = drawn(values, DRAWN_POINTS)
    return ContourCells(
        x_axis,
        y_axis,
        x_edges,
        y_edges,
        objectives,
        _colours(objectives),
        xs[kept],
        ys[kept],
        values[kept],
        both["number"].to_numpy(dtype=np.int64)[kept],
        len(both),
        int((~finite).sum()),
        len(ended) - len(both),
    )


def contour_figure(data: ContourCells, *, template: TemplateName) -> go.Figure:
    """Draw the cells and, on top, the trials; a point's number is its ``customdata``."""
    if not data.total:
        return empty_figure("No trial with both parameters has ended yet.", template)
    look = LOOKS[template]
    bar = colour_bar(rank_ticks(data.objectives[np.isfinite(data.objectives)]), look)
    cells = heat_map(
        (data.x_axis, data.x_edges), (data.y_axis, data.y_edges), data.colours, bar, look, gap=1
    )
    finite = np.isfinite(data.values)
    traces: list[Any] = [cells, _points(data, finite, look)]
    if data.failed:
        traces.append(_failures(data, ~finite, look))
    return make_figure(
        traces,
        template,
        height=460,
        xaxis=data.x_axis.layout(data.x_edges),
        yaxis=data.y_axis.layout(data.y_edges),
        showlegend=bool(data.failed),
    )


def contour_text(data: ContourCells) -> str:
    """Say where the lowest objectives lie."""
    pair = f"{data.x_axis.name} and {data.y_axis.name}"
    if not np.isfinite(data.objectives).any():
        return f"No trial over {pair} has a result."
    row, column = np.unravel_index(np.nanargmin(data.objectives), data.objectives.shape)
    filled = int(np.isfinite(data.objectives).sum())
    thinned = (
        f" Drawn: {len(data.numbers):,} of {data.total:,} points."
        if len(data.numbers) < data.total
        else ""
    )
    lacking = (
        f" {count_text(data.lacking, 'trial')} without both parameters left out."
        if data.lacking
        else ""
    )
    return (
        f"Over {pair} the lowest median objective, {usd(data.objectives[row, column])}, lies at "
        f"{data.x_axis.name} {_between(data.x_axis, data.x_edges, int(column))} and "
        f"{data.y_axis.name} {_between(data.y_axis, data.y_edges, int(row))}; "
        f"{filled:,} of {data.objectives.size:,} cells have trials.{lacking}{thinned}"
    )


def _edges(axis: Axis, parameter: Parameter, wanted: int) -> NDArray[np.float64]:
    """Return cell edges: one cell a category, or a whole number where those are few, else even."""
    if axis.categories:
        return np.arange(len(axis.categories) + 1, dtype=np.float64) - 0.5
    values = round(parameter.high - parameter.low) + 1
    if axis.whole and values <= wanted:
        halves = np.arange(values + 1, dtype=np.float64) + parameter.low - 0.5
        return np.log10(halves) if axis.log else halves
    if axis.whole:
        # Ends half a step out, so that the first and the last whole number lie inside.
        low, high = axis.range_positions(parameter.low - 0.5, parameter.high + 0.5)
        return np.linspace(low, high, wanted + 1)
    return np.linspace(axis.low, axis.high, wanted + 1)


def _medians(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    values: NDArray[np.float64],
    x_edges: NDArray[np.float64],
    y_edges: NDArray[np.float64],
) -> NDArray[np.float64]:
    columns, rows = len(x_edges) - 1, len(y_edges) - 1
    result = np.full(rows * columns, np.nan)
    cell = _place(y, y_edges) * columns + _place(x, x_edges)
    medians = pd.Series(values).groupby(cell).median()
    result[medians.index.to_numpy()] = medians.to_numpy()
    return result.reshape(rows, columns)


def _place(positions: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    places: NDArray[np.intp] = np.searchsorted(edges, positions, side="right") - 1
    return np.clip(places, 0, len(edges) - 2)


def _colours(objectives: NDArray[np.float64]) -> NDArray[np.float64]:
    colours = np.full(objectives.shape, np.nan)
    there = np.isfinite(objectives)
    colours[there] = ranks(objectives[there])
    return colours


def _points(data: ContourCells, where: NDArray[np.bool_], look: Look) -> go.Scatter:
    return go.Scatter(
        x=data.x_axis.shown(data.x[where]),
        y=data.y_axis.shown(data.y[where]),
        customdata=data.numbers[where],
        text=[usd(value) for value in data.values[where]],
        mode="markers",
        name="trial",
        marker={
            "size": _point_size(len(data.numbers)),
            "color": look.background,
            "line": {"color": look.text, "width": 1},
            "opacity": 0.9,
        },
        hovertemplate=f"trial %{{customdata}}: %{{text}}<br>{data.x_axis.name} %{{x}}, "
        f"{data.y_axis.name} %{{y}}<extra></extra>",
    )


def _failures(data: ContourCells, where: NDArray[np.bool_], look: Look) -> go.Scatter:
    return go.Scatter(
        x=data.x_axis.shown(data.x[where]),
        y=data.y_axis.shown(data.y[where]),
        customdata=data.numbers[where],
        mode="markers",
        name="no result (diverged or failed)",
        marker={
            "size": _point_size(len(data.numbers)) + 1,
            "symbol": "x-thin",
            "line": {"color": look.failed, "width": 1.5},
        },
        hovertemplate=f"trial %{{customdata}}: no result<br>{data.x_axis.name} %{{x}}, "
        f"{data.y_axis.name} %{{y}}<extra></extra>",
    )


def _point_size(points: int) -> int:
    """Return the diameter in pixels: small enough to leave the cells visible."""
    return 6 if points <= 300 else 4 if points <= 1000 else 3


def _between(axis: Axis, edges: NDArray[np.float64], place: int) -> str:
    if axis.categories:
        return str(axis.categories[place])
    low, high = (float(edge) for edge in axis.shown(edges[place : place + 2]))
    if axis.whole:
        first, last = math.ceil(low), math.floor(high)
        return f"{first:,}" if first >= last else f"{first:,} to {last:,}"
    return f"{number_text(float(f'{low:.3g}'))} to {number_text(float(f'{high:.3g}'))}"
