"""What the constant answer scores by batch size and number of steps, and the trials' places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import usd
from dctaxi.plots.parts.objective import colour_bar, rank_ticks, ranks
from dctaxi.plots.parts.points import spread, trial_points
from dctaxi.plots.parts.template import LOOKS, TemplateName, colour_scale, make_figure
from dctaxi.plots.view import Plot
from dctaxi.teaching.easy_batch import constant_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.teaching.easy_batch import ConstantMap, Rejudged

_TICKS = 8

CONSTANT_MAP = Plot(
    name="constant_map",
    title="Always the mean fare",
    question="What a network scores that always answers the mean fare of the training trips, by "
    "batch size and number of steps: the objective of a training is measured on its last batch and "
    "its first validation rows, and these two decide which rows they are. The strongest colour is "
    "the lowest error. Points are the trials of the study, the ring its best by the objective.",
)


class ConstantCells(NamedTuple):
    """The constant answer's scores as cells, and which cell each trial lies in.

    ``columns`` and ``rows`` ``[trials]`` count cells from 0; ``best`` is the place of the best
    trial by its objective, None where there are no trials.
    """

    found: ConstantMap
    columns: NDArray[np.intp]
    rows: NDArray[np.intp]
    numbers: NDArray[np.int64]
    best: int | None


def constant_cells(found: ConstantMap, trials: Rejudged | None) -> ConstantCells:
    """Place the trials of a study on the map, in the nearest cell where it was thinned."""
    if trials is None:
        nothing = np.empty(0, dtype=np.intp)
        return ConstantCells(found, nothing, nothing, np.empty(0, dtype=np.int64), None)
    columns, rows = _nearest(found.sizes, trials.sizes), _nearest(found.steps, trials.steps)
    return ConstantCells(found, columns, rows, trials.numbers, trials.best_own)


def constant_figure(data: ConstantCells, *, template: TemplateName) -> go.Figure:
    """Draw the map with the trials on it."""
    look, found = LOOKS[template], data.found
    scores = found.scores
    hover = [
        [
            f"{size:,} rows, {steps:,} steps: {usd(value)}"
            for size, value in zip(found.sizes, row, strict=True)
        ]
        for steps, row in zip(found.steps, scores, strict=True)
    ]
    traces: list[Any] = [
        go.Heatmap(
            z=ranks(scores.ravel()).reshape(scores.shape),
            zmin=0.0,
            zmax=1.0,
            colorscale=colour_scale(look.scale),
            colorbar=colour_bar(rank_ticks(scores.ravel()), look, "error (USD), coloured by rank"),
            customdata=np.round(scores, 3),
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
            xgap=1,
            ygap=1,
        )
    ]
    if data.best is not None:
        marker = {"size": 5, "color": look.background, "line": {"color": look.text, "width": 1}}
        x = spread(data.columns.astype(np.float64), data.numbers)
        y = spread(data.rows.astype(np.float64), data.numbers, up=True)
        traces.append(trial_points(x, y, data.numbers, marker=marker, hover="", name="trial"))
        ring = {"size": 15, "symbol": "circle-open", "color": look.third}
        one = slice(data.best, data.best + 1)
        traces.append(
            trial_points(
                x[one],
                y[one],
                data.numbers[one],
                marker=ring | {"line": {"color": look.third, "width": 3}},
                hover=", the best",
                name="best by the objective",
            )
        )
    return make_figure(
        traces,
        template,
        height=420,
        xaxis=_cell_axis(found.sizes, "batch size (rows)"),
        yaxis=_cell_axis(found.steps, "training steps"),
    )


def constant_cells_text(data: ConstantCells) -> str:
    """Say between which scores the constant answer moves."""
    return constant_text(data.found)


def _nearest(values: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    places: NDArray[np.intp] = np.abs(values[None, :] - wanted[:, None]).argmin(axis=1)
    return places


def _cell_axis(values: NDArray[np.int64], title: str) -> dict[str, Any]:
    places = range(0, len(values), -(-len(values) // _TICKS))
    return {
        "title": {"text": title},
        "range": [-0.5, len(values) - 0.5],
        "tickvals": list(places),
        "ticktext": [f"{values[place]:,}" for place in places],
        "showgrid": False,
        "zeroline": False,
    }
