"""Optimisation history: every trial's objective in order, the best so far, and the line to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.numbers import Limits, count_text, drawn, robust_limits, usd
from dctaxi.plots.objective_axis import objective_axis
from dctaxi.plots.template import LOOKS, TemplateName, empty_figure, faded, make_figure

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.baselines import Baseline

DRAWN_POINTS = 5_000
"""More points than this are thinned for drawing."""

_SVG_POINTS = 1_000


class History(NamedTuple):
    """Trials in order of number; objectives in USD.

    ``numbers`` and ``values`` are the finished trials to draw, ``best_numbers`` and
    ``best_values`` the trials at which the best changed, ``failed_numbers`` the trials without a
    result. ``total`` counts finished trials, ``last`` is the highest number of all.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    best_numbers: NDArray[np.int64]
    best_values: NDArray[np.float64]
    failed_numbers: NDArray[np.int64]
    limits: Limits
    baseline: Baseline | None
    total: int
    last: int


def history_data(trials: pd.DataFrame, baseline: Baseline | None = None) -> History:
    """Return the history of a frame's ended trials."""
    ended = trials[~trials["state"].isin(["RUNNING", "WAITING"])].sort_values("number")
    all_numbers = ended["number"].to_numpy(dtype=np.int64)
    all_values = ended["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(all_values)
    numbers, values = all_numbers[finite], all_values[finite]
    best = np.minimum.accumulate(values)
    changed = np.flatnonzero(np.diff(best, prepend=np.inf) < 0)
    kept = drawn(values, DRAWN_POINTS)
    seen = values if baseline is None or not len(values) else np.append(values, baseline.typical)
    return History(
        numbers[kept],
        values[kept],
        numbers[changed],
        best[changed],
        all_numbers[~finite],
        robust_limits(seen),
        baseline,
        len(values),
        int(all_numbers[-1]) if len(all_numbers) else 0,
    )


def history_figure(data: History, *, template: TemplateName) -> go.Figure:
    """Draw the history; a point's trial number is its ``customdata``."""
    if not data.total and not len(data.failed_numbers):
        return empty_figure("No trial has ended yet.", template)
    look = LOOKS[template]
    point_trace = go.Scattergl if len(data.numbers) > _SVG_POINTS else go.Scatter
    traces: list[Any] = [
        point_trace(
            x=data.numbers,
            y=data.values,
            customdata=data.numbers,
            mode="markers",
            name="trial",
            marker={"size": 6, "color": faded(look.main, 0.55)},
            hovertemplate="trial %{x}: %{y:,.2f} USD<extra></extra>",
        ),
        go.Scatter(
            x=np.append(data.best_numbers, data.last),
            y=np.append(data.best_values, data.best_values[-1:]),
            mode="lines",
            name="best so far",
            line={"color": look.text, "width": 2, "shape": "hv"},
            hovertemplate="best so far: %{y:,.2f} USD<extra></extra>",
        ),
    ]
    if len(data.failed_numbers):
        traces.append(
            go.Scatter(
                x=data.failed_numbers,
                y=np.full(len(data.failed_numbers), data.limits.high),
                customdata=data.failed_numbers,
                mode="markers",
                name="no result (diverged or failed)",
                marker={"size": 7, "symbol": "x-thin", "line": {"color": look.failed, "width": 2}},
                cliponaxis=False,
                hovertemplate="trial %{x}: no result<extra></extra>",
            )
        )
    if data.baseline is not None:
        traces.append(
            go.Scatter(
                x=[0, max(1, data.last)],
                y=[data.baseline.typical] * 2,
                mode="lines",
                name="always answering the mean fare",
                line={"color": look.third, "width": 2, "dash": "dash"},
                hovertemplate="always answering the mean fare: %{y:,.2f} USD<extra></extra>",
            )
        )
    return make_figure(
        traces,
        template,
        height=380,
        xaxis={"title": {"text": "trial"}, "range": [-0.5, max(1, data.last) + 0.5]},
        yaxis=objective_axis(data.limits),
    )


def history_text(data: History) -> str:
    """Say what the best is, when it came, and whether it beats the constant answer."""
    failed = len(data.failed_numbers)
    if not data.total:
        return f"None of {count_text(failed, 'trial')} has a result."
    best, number = float(data.best_values[-1]), int(data.best_numbers[-1])
    sentence = f"The best of {count_text(data.total, 'trial')} is {usd(best)}, at trial {number}"
    if data.baseline is not None:
        relation = "below" if best < data.baseline.typical else "not below"
        sentence += f", {relation} the {usd(data.baseline.typical)} of always answering the mean"
    sentence += "."
    if failed:
        sentence += f" {count_text(failed, 'trial')} gave no result."
    if data.limits.above:
        sentence += f" {count_text(data.limits.above, 'trial')} above the axis."
    if data.limits.log:
        sentence += " The axis is logarithmic."
    if len(data.numbers) < data.total:
        sentence += f" Drawn: {len(data.numbers):,} points."
    return sentence
