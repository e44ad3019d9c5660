"""The intervals of a selection, drawn as frames over the cells of two hyperparameters."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from dctaxi.plots.parts.template import LOOKS, TemplateName

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis import Selection
    from dctaxi.plots.parts.axes import Axis
    from dctaxi.plots.parts.brushes import Interval
    from dctaxi.plots.parts.cells import Cells

_HALF = 0.5
"""A category is framed with the half places around it, as its cell is."""


def mark_intervals(
    figure: go.Figure, cells: Cells, selection: Selection, *, template: TemplateName
) -> None:
    """Frame what a selection leaves of a contour's pair; nothing where it leaves all or none.

    An axis without a condition is framed from edge to edge.
    """
    across = _intervals(cells.x_axis, cells.x_edges, selection)
    up = _intervals(cells.y_axis, cells.y_edges, selection)
    if across is None and up is None:
        return
    for x_ends, y_ends in product(
        [_all(cells.x_edges)] if across is None else across,
        [_all(cells.y_edges)] if up is None else up,
    ):
        x0, x1 = _shown(cells.x_axis, x_ends)
        y0, y1 = _shown(cells.y_axis, y_ends)
        line = {"color": LOOKS[template].third, "width": 3}
        figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line=line)


def _intervals(
    axis: Axis, edges: NDArray[np.float64], selection: Selection
) -> list[Interval] | None:
    """Return the intervals that a selection leaves of an axis, positions; None where it bounds
    nothing.
    """
    column = f"params_{axis.name}"
    limits, values = selection.range_of(column), selection.values_of(column)
    bounded = limits.low is not None or limits.high is not None
    if not bounded and not values:
        return None
    wanted = [value for value in values if value is not None]
    if axis.categories:
        names = [str(category) for category in axis.categories]
        places = [names.index(str(value)) for value in wanted if str(value) in names]
        return [(place - _HALF, place + _HALF) for place in places]
    found = [(float(value), float(value)) for value in wanted if not isinstance(value, str)]
    first, last = _shown(axis, _all(edges))
    if bounded:
        found.append(
            (
                first if limits.low is None else limits.low,
                last if limits.high is None else limits.high,
            )
        )
    # An interval of the address may lie beyond the axis, where a log axis has no positions.
    around = 0.0 if axis.step is None else axis.step / 2
    inside = [(max(low - around, first), min(high + around, last)) for low, high in found]
    return [axis.range_positions(low, high) for low, high in inside if low <= high]


def _all(edges: NDArray[np.float64]) -> Interval:
    return float(edges[0]), float(edges[-1])


def _shown(axis: Axis, ends: Interval) -> Interval:
    """Return what Plotly takes for positions: a shape's ends are values on a log axis, too."""
    return (10.0 ** ends[0], 10.0 ** ends[1]) if axis.log else ends
