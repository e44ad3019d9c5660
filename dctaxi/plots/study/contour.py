"""The objective over a pair of hyperparameters: cells where there are trials, blank elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.analysis.reading.ended import ended_trials
from dctaxi.plots.parts.axes import Axis
from dctaxi.plots.parts.cells import Cells, cells_of
from dctaxi.plots.parts.heat import heat_map
from dctaxi.plots.parts.numbers import count_text, drawn, drawn_text, number_text, usd
from dctaxi.plots.parts.objective_colours import colour_bar, rank_ticks, ranks
from dctaxi.plots.parts.points import failure_points, trial_points
from dctaxi.plots.parts.template import (
    LOOKS,
    Look,
    TemplateName,
    empty_figure,
    make_figure,
)

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter

DEFAULT_PAIR = ("batch_size", "lr")
"""The chapter's choice."""

MAX_CELLS = 60
"""Cells of an axis, at most."""

DRAWN_POINTS = 2_000
"""More points than this are thinned for drawing."""

COLOURED = "median objective (USD), coloured by rank"

_SPREAD = (0.7548776662466927, 0.5698402909980532)
"""Steps whose multiples fill a square evenly (Roberts 2018, the R2 sequence)."""

_NUMBERED = 30
"""So few points carry their trial's number; more have it on hover."""


class Contour(NamedTuple):
    """Cells of a pair of parameters; ``colours`` is the place of each median among all, 0 to 1.

    ``drawn`` are the places of those of the cells' trials that have a point, ``picked`` of those
    that have a ring.
    """

    cells: Cells
    colours: NDArray[np.float64]
    drawn: NDArray[np.intp]
    picked: NDArray[np.intp]


def contour_data(
    trials: pd.DataFrame, x: Parameter, y: Parameter, picked: Sequence[int] = ()
) -> Contour:
    """Return the cells of a frame's ended trials over two parameters, at most 60 a side."""
    cells = cells_of(ended_trials(trials), x, y, MAX_CELLS)
    (colours,) = cell_colours([cells])
    return Contour(
        cells,
        colours,
        drawn(cells.values, DRAWN_POINTS),
        np.flatnonzero(np.isin(cells.numbers, np.array(picked, dtype=np.int64))),
    )


def contour_figure(data: Contour, *, template: TemplateName) -> go.Figure:
    """Draw the cells and, on top, the trials; a point's number is its ``customdata``."""
    cells = data.cells
    if not len(cells.numbers):
        return empty_figure("No trial with both parameters has ended yet.", template)
    look = LOOKS[template]
    bar = colour_bar(rank_ticks(cells.objectives[np.isfinite(cells.objectives)]), look, COLOURED)
    traces: list[Any] = [
        heat_map(
            (cells.x_axis, cells.x_edges),
            (cells.y_axis, cells.y_edges),
            data.colours,
            bar,
            look,
            gap=1,
            hover=cell_hover(cells),
        ),
        *contour_points(cells, data.drawn, data.picked, look),
    ]
    return make_figure(
        traces,
        template,
        height=460,
        xaxis=cells.x_axis.layout(cells.x_edges),
        yaxis=cells.y_axis.layout(cells.y_edges),
        showlegend=bool(np.isnan(cells.values).any()) or bool(len(data.picked)),
    )


def contour_text(data: Contour) -> str:
    """Say where the lowest objectives lie, and what of the picture is missing."""
    cells = data.cells
    notes = lacking_text(cells.lacking) + drawn_text(len(cells.numbers), DRAWN_POINTS, "point")
    lowest = cells.lowest
    if lowest is None:
        return f"No trial over {cells.x_axis.name} and {cells.y_axis.name} has a result.{notes}"
    filled = int(np.isfinite(cells.objectives).sum())
    failed = int(np.isnan(cells.values).sum())
    crosses = f" {count_text(failed, 'trial')} without a result: the crosses." if failed else ""
    return (
        f"The lowest median objective of a cell, {cells.cell_text(*lowest)}. "
        f"{filled:,} of {cells.objectives.size:,} cells have trials; the others stay blank."
        f"{crosses}{notes}"
    )


def lacking_text(lacking: int) -> str:
    """Say how many trials lack a parameter of a pair, with a space before; empty if none does."""
    return f" {count_text(lacking, 'trial')} without both parameters left out." if lacking else ""


def cell_colours(maps: Sequence[Cells]) -> list[NDArray[np.float64]]:
    """Return the place of each median among those of all maps, 0 to 1, NaN for empty cells."""
    if not maps:
        return []
    there = [np.isfinite(cells.objectives) for cells in maps]
    pool = ranks(np.concatenate([c.objectives[t] for c, t in zip(maps, there, strict=True)]))
    colours = []
    for mask in there:
        colours.append(np.full(mask.shape, np.nan))
        colours[-1][mask], pool = pool[: mask.sum()], pool[mask.sum() :]
    return colours


def cell_hover(cells: Cells) -> NDArray[np.float64]:
    """Return what a pointer reads of each cell, ``[rows, columns, 2]``: median, trials."""
    return np.dstack([np.round(cells.objectives, 3), cells.counts])


def contour_points(
    cells: Cells,
    places: NDArray[np.intp],
    picked: NDArray[np.intp],
    look: Look,
    **options: Any,
) -> list[go.Scatter | go.Scattergl]:
    """Return the traces of trials: those with a result, those without, and the picked ones."""
    finite = np.isfinite(cells.values)
    x = cells.x_axis.shown(_apart(cells.x_axis, cells.x, cells.numbers, _SPREAD[0]))
    y = cells.y_axis.shown(_apart(cells.y_axis, cells.y, cells.numbers, _SPREAD[1]))
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
            hovertext=[_hover(cells, place) for place in good],
            name="trial",
            **options,
        )
    ]
    if numbered:
        traces[0].update(_numbers(cells.numbers[good], look))
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
                hovertext=[_hover(cells, place) for place in picked],
                name="picked",
                **options,
            )
        )
    return traces


def _apart(
    axis: Axis, positions: NDArray[np.float64], numbers: NDArray[np.int64], step: float
) -> NDArray[np.float64]:
    """Spread the trials of a category over the middle of its cell, so that they can be told."""
    if not axis.categories:
        return positions
    return positions + 0.6 * (numbers * step % 1.0 - 0.5)


def _numbers(numbers: NDArray[np.int64], look: Look) -> dict[str, Any]:
    """Return the settings that write trial numbers above their points."""
    halo = ", ".join([f"0 0 3px {look.background}"] * 4)
    return {
        "mode": "markers+text",
        "text": [f"{number}" for number in numbers],
        "textposition": "top center",
        "cliponaxis": False,
        "textfont": {"color": look.text, "size": 11, "shadow": halo},
    }


def _hover(cells: Cells, place: int) -> str:
    value = cells.values[place]
    result = usd(value) if np.isfinite(value) else "no result"
    x, y = _value(cells.x_axis, cells.x[place]), _value(cells.y_axis, cells.y[place])
    return f"{result}<br>{cells.x_axis.name} {x}, {cells.y_axis.name} {y}"


def _value(axis: Axis, position: float) -> str:
    if axis.categories:
        return str(axis.categories[round(position)])
    return number_text(10.0**position if axis.log else position)
