"""The objective over a pair of hyperparameters: cells where there are trials, blank elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.analysis.reading import ended_trials
from dctaxi.plots.parts.cells import ENOUGH, Cells, cells_of
from dctaxi.plots.parts.heat import cell_colours, cell_points, heat_maps
from dctaxi.plots.parts.numbers import count_text, drawn, drawn_text, usd
from dctaxi.plots.parts.objective import colour_bar, rank_ticks
from dctaxi.plots.parts.panels import wrapped
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, make_figure
from dctaxi.plots.view import LISTED, Excerpt, Scene, View

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter

CHAPTER_PAIR = ("batch_size", "lr")
"""The chapter's choice: across and up."""

MAX_CELLS = 60
"""Cells of an axis, at most."""

DRAWN_POINTS = 2_000
"""More points than this are thinned for drawing."""

_LINE = 20
"""Letters of a name beside the axis that fit the height of a picture on the board."""

COLOURED = "median objective (USD), coloured by rank"


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
    trials: pd.DataFrame,
    x: Parameter,
    y: Parameter,
    picked: Sequence[int] = (),
    most: int = MAX_CELLS,
) -> Contour:
    """Return the cells of a frame's ended trials over two parameters, at most so many a side."""
    cells = cells_of(ended_trials(trials), x, y, most)
    return Contour(
        cells,
        cell_colours(cells),
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
    enough, few = heat_maps(cells, data.colours, bar, look, gap=1)
    traces: list[Any] = [enough, *cell_points(cells, data.drawn, data.picked, look), *few]
    return make_figure(
        traces,
        template,
        height=460,
        xaxis=cells.x_axis.layout(cells.x_edges),
        yaxis=cells.y_axis.layout(cells.y_edges)
        | {"title": {"text": wrapped(plain(cells.y_axis.name), _LINE)}},
        showlegend=bool(np.isnan(cells.values).any()) or bool(len(data.picked)),
    )


def contour_text(data: Contour) -> str:
    """Say where the lowest objectives lie, and what of the picture is missing."""
    cells = data.cells
    notes = lacking_text(cells.lacking) + drawn_text(len(cells.numbers), DRAWN_POINTS, "point")
    filled = int(np.isfinite(cells.objectives).sum())
    if not filled:
        return f"No trial over {cells.x_axis.name} and {cells.y_axis.name} has a result.{notes}"
    failed = int(np.isnan(cells.values).sum())
    crosses = f" {count_text(failed, 'trial')} without a result: the crosses." if failed else ""
    return (
        f"{_lowest_text(cells)} {filled:,} of {cells.objectives.size:,} cells have trials; the "
        f"others stay blank.{crosses}{notes}"
    )


def _lowest_text(cells: Cells) -> str:
    """Say from where to where the medians go, of cells that have trials enough, and what is pale.

    The lowest of many cells is low by luck too, and trials that a sampler chose do not tell by how
    much, so no cell is called the best.
    """
    pale = f" Cells with fewer than {ENOUGH} trials are pale." if cells.few.any() else ""
    if cells.lowest is None:
        return f"No cell has {ENOUGH} trials with a result, so none is called the lowest.{pale}"
    medians = cells.objectives[cells.counts >= ENOUGH]
    if len(medians) == 1:
        return (
            f"Only one cell has {ENOUGH} trials or more: its median objective is "
            f"{cells.cell_text(*cells.lowest)}.{pale}"
        )
    return (
        f"Over the {len(medians):,} cells of {ENOUGH} trials or more the median objective goes "
        f"from {usd(float(medians.min()))} to {usd(float(medians.max()))}; the lowest of so many "
        f"may be so by luck.{pale}"
    )


def lacking_text(lacking: int) -> str:
    """Say how many trials lack a parameter of a pair, with a space before; empty if none does."""
    return f" {count_text(lacking, 'trial')} without both parameters left out." if lacking else ""


def pair_at_first(names: Sequence[str], ranked: Sequence[str] = ()) -> tuple[str, str]:
    """Return which of two hyperparameters or more are drawn before anybody has chosen.

    They are the first two of those that are ``ranked`` by importance, else the chapter's.
    """
    if len(ranked) > 1:
        return ranked[1], ranked[0]
    return CHAPTER_PAIR if set(CHAPTER_PAIR) <= set(names) else (names[0], names[1])


def _of_scene(scene: Scene, across: str | None = None, up: str | None = None) -> Contour:
    if across is None or up is None:
        across, up = pair_at_first(scene.names)
    x, y = scene.parameter(across), scene.parameter(up)
    return contour_data(scene.shown, x, y, scene.selection.picked)


def _without_pair(scene: Scene) -> str:
    searched = len(scene.parameters)
    if searched > 1:
        return ""
    return (
        f"A contour needs two hyperparameters, and this study searched {searched}: give another "
        "one a range."
    )


CONTOUR = View(
    name="contour",
    title="Contour",
    question="The median objective of the trials in each cell of a pair of hyperparameters; cells "
    "without a trial stay blank, and those with only one or two are pale. "
    "Points are trials, crosses those without a result; on an axis of categories they are spread "
    "within their cell. It shows two "
    "hyperparameters at a time only: what the others do is averaged into it.",
    data=_of_scene,
    figure=contour_figure,
    sentence=contour_text,
    table=lambda _scene, data: data.cells.table(),
    missing=_without_pair,
    shows_picked=True,
    excerpt=Excerpt("The lowest cells", lambda data: data.cells.table().head(LISTED)),
)
