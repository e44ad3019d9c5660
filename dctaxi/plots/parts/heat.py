"""A map of cells over two axes, coloured from 0, the best, to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.template import Look, colour_scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dctaxi.plots.parts.axes import Axis

_HOVER = {
    "hoverongaps": False,
    "hovertemplate": "median of %{customdata[1]} trials: %{customdata[0]:.2f} USD<extra></extra>",
}


def heat_map(
    x: tuple[Axis, NDArray[np.float64]],
    y: tuple[Axis, NDArray[np.float64]],
    colours: NDArray[np.float64],
    colour_bar: Mapping[str, Any],
    look: Look,
    *,
    gap: int = 0,
    hover: NDArray[np.float64] | None = None,
) -> go.Heatmap:
    """Return the trace of the cells: each axis with its edges ``[n + 1]``, colours ``[rows,
    columns]`` in 0 … 1, NaN for an empty cell; ``gap`` is the room between cells in pixels.
    ``hover [rows, columns, 2]`` is the median objective in USD and the number of trials of a cell;
    without it a pointer reads nothing.
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
        **(_HOVER | {"customdata": hover} if hover is not None else {"hoverinfo": "skip"}),
        xgap=gap,
        ygap=gap,
    )
