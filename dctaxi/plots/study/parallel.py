"""Parallel coordinates: one line per trial through its hyperparameters to its objective."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import has_ended, without_set_aside
from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.brushes import OBJECTIVE, brushes_of
from dctaxi.plots.parts.dimensions import (
    MARGIN,
    NO_RESULT,
    Dimension,
    lines_through,
    objective_dimension,
)
from dctaxi.plots.parts.numbers import count_text, drawn, drawn_text, percent, usd
from dctaxi.plots.parts.objective import colour_bar, rank_ticks, ranks
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import (
    LOOKS,
    Look,
    TemplateName,
    colour_scale,
    empty_figure,
    make_figure,
)
from dctaxi.plots.study.spreads import (
    WIDTH,
    Spread,
    best_of,
    gathering_text,
    spread_of,
    spread_rows,
)
from dctaxi.plots.view import Excerpt, Scene, View, without_parameters

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter

RANKED_AXES = 4

DEFAULT_AXES = ("lr", "batch_size", "num_hidden_layer_0_neurons")
"""The chapter's choice."""

DRAWN_LINES = 2_000
"""More lines of selected trials than this are thinned for drawing."""

DRAWN_OTHERS = 1_000
"""More lines of other trials than this, which stay grey, are thinned for drawing."""

_ROOM_BELOW = 0.12
"""How far below the colours of objectives those of other lines lie."""

_EVERYTHING = Selection()


class ParallelLines(NamedTuple):
    """Lines in drawing order, the best on top; the last dimension is the objective.

    ``values`` are objectives in USD, NaN for trials without a result; ``colours`` each line's
    place among the objectives, 1 for the lowest and 0 for the highest; ``inside`` whether the
    selection holds the line, and ``unbrushed`` whether it would without the brushes that are drawn
    here. ``colour_ticks`` are objectives at some places.
    ``total`` counts all ended trials, ``selected`` those of the selection and ``failed`` those of
    them that have no result, drawn or not; ``best`` is the selection's best trial.
    """

    dimensions: tuple[Dimension, ...]
    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    colours: NDArray[np.float64]
    inside: NDArray[np.bool_]
    unbrushed: NDArray[np.bool_]
    colour_ticks: tuple[tuple[float, str], ...]
    total: int
    selected: int
    failed: int
    best: tuple[int, float] | None
    spreads: tuple[Spread, ...]


def parallel_data(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    axes: Sequence[str] = DEFAULT_AXES,
    selection: Selection = _EVERYTHING,
) -> ParallelLines:
    """Return the lines of a study's ended trials through some parameters and the objective.

    ``axes`` names parameters from left to right; those that the study lacks are left out.
    The trials outside of the selection keep their lines, and its conditions are brushes.
    """
    known = has_ended(trials)
    ended = trials[known]
    numbers = ended["number"].to_numpy(dtype=np.int64)
    values = ended["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    inside = selection.passing(trials)[known]
    order = _drawing_order(values, inside)
    chosen = np.where(inside, values, np.nan)
    best_ones = best_of(chosen)
    by_name = {parameter.name: parameter for parameter in parameters}
    shown = [by_name[name] for name in axes if name in by_name]
    elsewhere = selection
    for brushable in (OBJECTIVE, *(parameter.column for parameter in shown)):
        elsewhere = elsewhere.without_column(brushable)
    dimensions, spreads = [], []
    for parameter in shown:
        column = ended[parameter.column]
        axis = axis_of(parameter, column)
        positions = axis.positions(column)
        brushes = brushes_of(axis, parameter.column, selection)
        dimensions.append(Dimension(parameter.column, axis, positions[order], brushes))
        spreads.append(spread_of(axis, positions[inside], positions[best_ones]))
    colours = np.zeros(len(values))
    colours[finite] = 1.0 - ranks(values[finite])
    there = np.isfinite(chosen)
    best = int(np.nanargmin(chosen)) if there.any() else None
    return ParallelLines(
        (*dimensions, objective_dimension(values, order, selection)),
        numbers[order],
        values[order],
        colours[order],
        inside[order],
        elsewhere.passing(trials)[known][order],
        tuple((1.0 - place, text) for place, text in rank_ticks(values[finite])),
        len(ended),
        int(inside.sum()),
        int((inside & ~finite).sum()),
        None if best is None else (int(numbers[best]), float(values[best])),
        tuple(spreads),
    )


def parallel_figure(data: ParallelLines, *, template: TemplateName) -> go.Figure:
    """Draw the lines; axes can be brushed and moved with the mouse."""
    if not data.total:
        return empty_figure("No trial has ended yet.", template)
    look = LOOKS[template]
    finite = np.isfinite(data.values)
    # Plotly draws high colours on top of low ones: others, those without a result, the best.
    below = []
    if not data.inside.all():
        below.append((-2 * _ROOM_BELOW, look.grid, "other trials"))
    if (data.inside & ~finite).any():
        below.append((-_ROOM_BELOW, look.failed, NO_RESULT))
    colours = np.where(finite, data.colours, -_ROOM_BELOW)
    colours = np.where(data.inside, colours, -2 * _ROOM_BELOW)
    ticks = (*data.colour_ticks, *((place, text) for place, _, text in below))
    start, scale = _scale([(place, colour) for place, colour, _ in below], look)
    lines = lines_through(
        data.dimensions,
        {
            "color": colours,
            "cmin": start,
            "cmax": 1.0,
            "colorscale": scale,
            "showscale": bool(data.colour_ticks),
            "colorbar": colour_bar(ticks, look),
        },
        look,
    )
    return make_figure([lines], template, height=420, margin=MARGIN)


def parallel_text(data: ParallelLines) -> str:
    """Say how many lines there are, which is the best, and where the best ones gather."""
    count, among = count_text(data.total, "trial"), "all trials"
    if data.selected < data.total:
        count, among = f"{data.selected:,} of {count} selected", "all selected trials"
    if data.best is None:
        return f"{count}: none of them has a result."
    number, value = data.best
    failed = f", {data.failed:,} of them without a result" if data.failed else ""
    return (
        f"{count}{failed}: trial {number} is the best with {usd(value)}."
        + gathering_text(data.spreads, among)
        + drawn_text(data.selected, DRAWN_LINES, "line")
        + drawn_others_text(data.total - data.selected)
    )


def drawn_others_text(others: int) -> str:
    """Say how the lines outside of the selection are thinned, with a space before, or nothing."""
    if others <= DRAWN_OTHERS:
        return ""
    return f" {DRAWN_OTHERS:,} of {others:,} other lines drawn, in grey."


def _drawing_order(values: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the places of the lines to draw: others first, then the selection's, best last."""
    own, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    own = own[drawn(values[own], DRAWN_LINES)]
    worst_first = np.argsort(-np.nan_to_num(values[own], nan=np.inf), kind="stable")
    return np.concatenate([others[evenly(len(others), DRAWN_OTHERS)], own[worst_first]])


def _scale(below: Sequence[tuple[float, str]], look: Look) -> tuple[float, list[tuple[float, str]]]:
    """Return where the colours start and Plotly's scale from there to 1.

    The places ``below`` 0 have one colour each, which reaches halfway to the next.
    """
    start = below[0][0] if below else 0.0
    at = [(place - start) / (1.0 - start) for place, _ in below]
    zero = -start / (1.0 - start)
    edges = [0.0, *((low + high) / 2 for low, high in pairwise(at)), zero]
    bands = zip(pairwise(edges), below, strict=False)
    flat = [(end, colour) for ends, (_, colour) in bands for end in ends]
    return start, [*flat, *colour_scale(look.scale[::-1], zero)]


def axes_at_first(names: Sequence[str], ranked: Sequence[str] = ()) -> list[str]:
    """Return the axes before anybody has chosen: those first ``ranked`` by importance.

    Without a ranking they are the chapter's; what a study lacks of them, its first parameters
    replace.
    """
    if ranked:
        return list(ranked[:RANKED_AXES])
    known = [name for name in DEFAULT_AXES if name in names]
    return [*known, *(name for name in names if name not in known)][: len(DEFAULT_AXES)]


def _of_scene(scene: Scene, axes: Sequence[str] | None = None) -> ParallelLines:
    shown = axes_at_first(scene.names) if axes is None else axes
    trials = without_set_aside(scene.trials)
    return parallel_data(trials, scene.parameters, shown, scene.selection)


def _spreads(data: ParallelLines) -> pd.DataFrame:
    rows = spread_rows(data.spreads)
    rows[WIDTH] = (100 * rows[WIDTH].astype(float)).astype(object).map(percent)
    return rows


PARALLEL = View(
    name="parallel",
    title="Parallel coordinates",
    question="One line per trial through the values of its hyperparameters to its objective; the "
    "strongest lines scored best, dashed ones have no result. Look for the interval that the "
    "strong lines pass through, and drag along the axis to keep only that: table and plots "
    'follow. A trial without a conditional hyperparameter passes through "not used".',
    data=_of_scene,
    figure=parallel_figure,
    sentence=parallel_text,
    table=lambda _scene, data: spread_rows(data.spreads),
    missing=without_parameters,
    excerpt=Excerpt(
        "Where the middle 80 % of the trials lie; of categories, the most frequent one", _spreads
    ),
)
