"""Small contours of every pair of up to five hyperparameters, in one scale of colours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.analysis.reading import ended_trials
from dctaxi.plots.parts.axes import Axis
from dctaxi.plots.parts.cells import ENOUGH, Cells, cells_of
from dctaxi.plots.parts.heat import cell_colours, cell_points, heat_maps
from dctaxi.plots.parts.numbers import count_text, drawn, drawn_text
from dctaxi.plots.parts.objective import colour_bar, rank_ticks
from dctaxi.plots.parts.panels import wrapped
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, make_figure
from dctaxi.plots.study.contour import COLOURED, lacking_text

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter

MAX_PARAMETERS = 5
"""Parameters of a matrix, at most; so many have ten pairs."""

PANEL_CELLS = 20
"""Cells of a panel's axis, at most."""

PANEL_POINTS = 200
"""More points of a panel than this are thinned for drawing."""

_GAP = 0.025
_TICKS = 4
_LINE = 12
"""Characters of a line of an axis's name."""


class Panel(NamedTuple):
    """The contour of one pair: its column and its row in the matrix, counted from 0."""

    column: int
    row: int
    cells: Cells
    colours: NDArray[np.float64]
    drawn: NDArray[np.intp]
    picked: NDArray[np.intp]


class ContourMatrix(NamedTuple):
    """The panels below the diagonal, row by row; ``total`` counts all ended trials in view.

    Column ``n`` has parameter ``n`` across, row ``n`` parameter ``n + 1`` up. The colours of all
    panels are ranks in one pool of medians, so that panels can be compared.
    """

    names: tuple[str, ...]
    panels: tuple[Panel, ...]
    total: int


def contour_matrix_data(
    trials: pd.DataFrame, parameters: Sequence[Parameter], picked: Sequence[int] = ()
) -> ContourMatrix:
    """Return the panels of a frame's ended trials over each pair of two to five parameters."""
    ended = ended_trials(trials)
    shown = parameters[:MAX_PARAMETERS]
    places = [(across, up) for across, up in combinations(range(len(shown)), 2)]
    maps = [cells_of(ended, shown[across], shown[up], PANEL_CELLS) for across, up in places]
    wanted = np.array(picked, dtype=np.int64)
    return ContourMatrix(
        tuple(parameter.name for parameter in shown),
        tuple(
            Panel(
                across,
                up - 1,
                cells,
                colours,
                drawn(cells.values, PANEL_POINTS),
                np.flatnonzero(np.isin(cells.numbers, wanted)),
            )
            for (across, up), cells, colours in zip(places, maps, cell_colours(maps), strict=True)
        ),
        len(ended),
    )


def contour_matrix_figure(data: ContourMatrix, *, template: TemplateName) -> go.Figure:
    """Draw the panels; each has its trials on top, whose numbers are their ``customdata``."""
    if not data.total or not data.panels:
        return empty_figure("A matrix needs two hyperparameters and a trial that ended.", template)
    look = LOOKS[template]
    side = len(data.names) - 1
    traces: list[Any] = []
    layout: dict[str, Any] = {}
    pool = np.concatenate([panel.cells.objectives.ravel() for panel in data.panels])
    bar = colour_bar(rank_ticks(pool[np.isfinite(pool)]), look, COLOURED)
    for panel in data.panels:
        across, up = _number(panel.column), _number(panel.row)
        layout[f"xaxis{across}"] = _axis(
            panel.cells.x_axis,
            panel.cells.x_edges,
            _domain(panel.column, side),
            f"y{_number(side - 1)}",
        )
        layout[f"yaxis{up}"] = _axis(
            panel.cells.y_axis, panel.cells.y_edges, _domain(side - 1 - panel.row, side), "x"
        )
        traces += _traces(panel, bar, look, xaxis=f"x{across}", yaxis=f"y{up}", first=not traces)
    return make_figure(traces, template, height=160 + 130 * side, showlegend=False, **layout)


def contour_matrix_text(data: ContourMatrix) -> str:
    """Say which pair has the lowest cell, and what of the picture is missing."""
    found = [(panel.cells, place) for panel in data.panels if (place := panel.cells.lowest)]
    if not found:
        return f"No cell of any pair has {ENOUGH} trials with a result: none is called the lowest."
    cells, place = min(found, key=lambda pair: pair[0].objectives[pair[1]])
    lacking = max(panel.cells.lacking for panel in data.panels)
    some = f" Up to {lacking_text(lacking).strip()}" if lacking else ""
    thinned = drawn_text(data.total, PANEL_POINTS, "point")
    thinned = f" In each panel,{thinned}" if thinned else ""
    return (
        f"Of {count_text(len(data.panels), 'pair')} the lowest median objective of a cell, "
        f"{cells.cell_text(*place)}; the lowest of so many may be so by luck.{some}{thinned}"
    )


def contour_matrix_table(data: ContourMatrix) -> pd.DataFrame:
    """Return the lowest cell of each pair that has one, the lowest first."""
    rows = [
        (panel.cells.x_axis.name, panel.cells.y_axis.name, *panel.cells.table().iloc[0])
        for panel in data.panels
        if panel.cells.lowest
    ]
    names = ["across", "up", "at across", "at up", "median objective (USD)", "trials"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values("median objective (USD)", ignore_index=True)


def _traces(
    panel: Panel, bar: dict[str, Any], look: Look, *, xaxis: str, yaxis: str, first: bool
) -> list[Any]:
    cells = panel.cells
    options: dict[str, Any] = {"xaxis": xaxis, "yaxis": yaxis}
    enough, few = heat_maps(cells, panel.colours, bar, look, showscale=first, **options)
    points = cell_points(cells, panel.drawn, panel.picked, look, **options)
    points[0].update(mode="markers", text=None, marker={"size": 3})
    return [enough, *points, *few]


def _axis(
    axis: Axis, edges: NDArray[np.float64], domain: tuple[float, float], anchor: str
) -> dict[str, Any]:
    """Return the settings of an axis at the outer edge of the matrix, with the ticks that fit."""
    settings = axis.layout(edges)
    step = -(-len(settings["tickvals"]) // _TICKS)
    return settings | {
        "domain": domain,
        "anchor": anchor,
        "tickvals": settings["tickvals"][::step],
        "ticktext": settings["ticktext"][::step],
        "tickfont": {"size": 10},
        "title": {"text": wrapped(plain(axis.name), _LINE), "font": {"size": 11}, "standoff": 4},
    }


def _number(place: int) -> str:
    """Return how Plotly counts axes: the first has no number."""
    return "" if place == 0 else str(place + 1)


def _domain(place: int, side: int) -> tuple[float, float]:
    return place / side + (_GAP if place else 0.0), (place + 1) / side
