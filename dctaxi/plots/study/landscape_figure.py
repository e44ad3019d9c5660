"""The picture of a landscape: its cells, what a pointer meets in them, and a study's trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.heat import heat_map
from dctaxi.plots.parts.numbers import usd
from dctaxi.plots.parts.objective import colour_bar
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, make_figure

if TYPE_CHECKING:
    from dctaxi.plots.study.landscape import LandscapeLayer, LandscapeMap

_SVG_CELLS = 1_000

_TITLES: dict[LandscapeLayer, str] = {
    "median": "median objective (USD), coloured by rank",
    "spread": "width of the middle half (USD), coloured by rank",
    "diverged": "share without a result",
}


def landscape_figure(data: LandscapeMap, *, template: TemplateName) -> go.Figure:
    """Draw the map.

    A click gives ``customdata``: row and column of a cell, or the number of a trial.
    """
    if not np.isfinite(data.numbers).any():
        return empty_figure("No cell has a number yet.", template)
    look = LOOKS[template]
    title = {"title": {"text": _TITLES[data.layer], "side": "right", "font": {"size": 12}}}
    bar = colour_bar(data.ticks, look) | title
    heat = heat_map(
        (data.x_axis, data.x_edges), (data.y_axis, data.y_edges), data.colours, bar, look
    )
    traces: list[Any] = [heat, _cells(data, look)]
    if len(data.values):
        traces.append(_trials(data, look))
    return make_figure(
        traces,
        template,
        height=460,
        showlegend=False,
        xaxis=data.x_axis.layout(data.x_edges) | {"showgrid": False},
        yaxis=data.y_axis.layout(data.y_edges) | {"showgrid": False},
    )


def _cells(data: LandscapeMap, look: Look) -> go.Scatter:
    """Return unseen points in the middle of the cells: what a pointer and a click meet.

    A click shows the point of its cell.
    """
    rows, columns = data.numbers.shape
    row, column = (axis.ravel() for axis in np.indices((rows, columns)))
    middles_x = (data.x_edges[1:] + data.x_edges[:-1]) / 2
    middles_y = (data.y_edges[1:] + data.y_edges[:-1]) / 2
    trace = go.Scattergl if rows * columns > _SVG_CELLS else go.Scatter
    return trace(
        x=data.x_axis.shown(middles_x)[column],
        y=data.y_axis.shown(middles_y)[row],
        # As lists: of an array, the browser would hand back an object in place of each pair.
        customdata=np.column_stack([row, column]).tolist(),
        text=[text for line in data.hover for text in line],
        mode="markers",
        marker={"size": 12, "opacity": 0, "symbol": "square", "color": look.third},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        hovertemplate="%{text}<extra></extra>",
    )


def _trials(data: LandscapeMap, look: Look) -> go.Scatter:
    return go.Scatter(
        x=data.x_axis.shown(data.x),
        y=data.y_axis.shown(data.y),
        customdata=data.trial_numbers,
        text=[usd(value) for value in data.values],
        mode="markers",
        marker={
            "size": 6 if len(data.values) <= 300 else 4,
            "color": look.background,
            "line": {"color": look.text, "width": 1},
            "opacity": 0.9,
        },
        unselected={"marker": {"opacity": 0.9}},  # a click on a cell is none on the trials
        hovertemplate="trial %{customdata}: %{text}<extra></extra>",
    )
