"""Parallel coordinates: one line per trial through its hyperparameters to its objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.plots.axes import axis_of
from dctaxi.plots.dimensions import MARGIN, Dimension, dimension_of, lines_through
from dctaxi.plots.numbers import (
    count_text,
    drawn,
    linear_ticks,
    log_ticks,
    number_text,
    robust_limits,
    usd,
)
from dctaxi.plots.objective_colours import colour_bar, rank_ticks, ranks
from dctaxi.plots.template import (
    LOOKS,
    TemplateName,
    colour_scale,
    empty_figure,
    make_figure,
)

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from dctaxi.analysis.parameters import Parameter

DEFAULT_AXES = ("lr", "batch_size", "num_hidden_layer_0_neurons")
"""The chapter's choice."""

DRAWN_LINES = 3_000
"""More lines than this are thinned for drawing."""

NO_RESULT = "no result"
"""The tick of trials that diverged, failed or were stopped."""

_NO_RESULT_ROOM = 0.12


class ParallelLines(NamedTuple):
    """Lines in drawing order, the best on top; the last dimension is the objective.

    ``colours`` is each line's place among the objectives: 1 for the lowest, 0 for the highest and
    below 0 for trials without a result, since Plotly draws high colours on top of low ones.
    ``colour_ticks`` are objectives at some places.
    ``total`` and ``failed`` count all trials, drawn or not.
    """

    dimensions: tuple[Dimension, ...]
    numbers: NDArray[np.int64]
    colours: NDArray[np.float64]
    colour_ticks: tuple[tuple[float, str], ...]
    total: int
    failed: int
    best: tuple[int, float] | None


def parallel_data(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    axes: Sequence[str] = DEFAULT_AXES,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> ParallelLines:
    """Return the lines of a frame's ended trials through some parameters and the objective.

    ``axes`` names parameters from left to right; those that the study lacks are left out.
    ``ranges`` gives the brushed part of axes in the parameters' own values (``value`` is the
    objective); it marks lines and leaves none out.
    """
    shown = trials[~trials["state"].isin(["RUNNING", "WAITING"])]
    values = shown["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    kept = drawn(values, DRAWN_LINES)
    worst_first = np.argsort(-np.where(finite[kept], values[kept], np.inf), kind="stable")
    order = kept[worst_first]
    by_name = {parameter.name: parameter for parameter in parameters}
    brushes = ranges or {}
    columns = [(axis_of(by_name[n], shown[by_name[n].column]), n) for n in axes if n in by_name]
    dimensions = [
        dimension_of(axis, shown[by_name[name].column].iloc[order], brushes.get(name))
        for axis, name in columns
    ]
    colours = np.full(len(values), -_NO_RESULT_ROOM)
    colours[finite] = 1.0 - ranks(values[finite])
    best = int(np.nanargmin(np.where(finite, values, np.inf))) if finite.any() else None
    return ParallelLines(
        (*dimensions, _objective(values, order, brushes.get("value"))),
        shown["number"].to_numpy(dtype=np.int64)[order],
        colours[order],
        tuple((1.0 - place, text) for place, text in rank_ticks(values[finite])),
        len(shown),
        int((~finite).sum()),
        None if best is None else (int(shown["number"].iloc[best]), float(values[best])),
    )


def parallel_figure(data: ParallelLines, *, template: TemplateName) -> go.Figure:
    """Draw the lines; axes can be brushed and moved with the mouse."""
    if not data.total:
        return empty_figure("No trial has ended yet.", template)
    look = LOOKS[template]
    start = -_NO_RESULT_ROOM if data.failed else 0.0
    scale = colour_scale(look.scale[::-1], -start / (1.0 - start))
    if data.failed:
        scale = [(0.0, look.failed), (scale[0][0], look.failed), *scale]
    ticks = (*data.colour_ticks, (start, NO_RESULT)) if data.failed else data.colour_ticks
    lines = lines_through(
        data.dimensions,
        {
            "color": data.colours,
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
    """Say how many lines there are, what they mean, and which is the best."""
    if data.best is None:
        return f"None of {count_text(data.total, 'trial')} has a result to colour."
    number, value = data.best
    failed = f"; {data.failed:,} of them without a result" if data.failed else ""
    thinned = (
        f" Drawn: the best and an even choice of the rest, {len(data.numbers):,} lines."
        if len(data.numbers) < data.total
        else ""
    )
    return (
        f"{count_text(data.total, 'trial')}{failed}: the strongest lines have the lowest "
        f"objective, trial {number} the best with {usd(value)}.{thinned}"
    )


def _objective(
    values: NDArray[np.float64], order: NDArray[np.intp], brush: tuple[float, float] | None
) -> Dimension:
    finite = values[np.isfinite(values)]
    limits = robust_limits(values)
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    high = min(high, limits.high)
    if low == high:
        low, high = low - 0.5, high + 0.5
    ticks = log_ticks(low, high) if limits.log else linear_ticks(low, high)
    texts = [number_text(tick) for tick in ticks]
    if limits.above:
        ticks, texts = [*ticks, high], [*texts, f"{number_text(high)} or more"]
    if limits.log:
        ticks, low, high = [math.log10(t) for t in ticks], math.log10(low), math.log10(high)
        values = np.log10(np.where(values > 0, values, np.nan))
    positions = np.minimum(values, high)
    continuous, top = (low, high), high
    if len(finite) < len(values):
        top = high + _NO_RESULT_ROOM * (high - low)
        positions = np.where(np.isfinite(values), positions, top)
        ticks, texts = [*ticks, top], [*texts, NO_RESULT]
    if brush is not None and limits.log:
        brush = (math.log10(max(brush[0], 10**low)), math.log10(max(brush[1], 10**low)))
    return Dimension(
        "objective (USD)",
        positions[order],
        low,
        top,
        tuple(ticks),
        tuple(texts),
        continuous,
        brush,
    )
