"""Two objectives of a study of several: which trials no other beats in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import count_text, number_text
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Scene, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

PREFIX = "objective_"
"""How the columns of several objectives begin; lower is better in each."""

_ONE = "This study has one objective, so its best trial is all that there is to choose."


class Pareto(NamedTuple):
    """Finished trials ``[n]`` by two objectives, lower being better in both.

    ``front`` tells of each whether no other trial is at least as good in both and better in one.
    """

    names: tuple[str, str]
    numbers: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    front: NDArray[np.bool_]


def objective_columns(trials: pd.DataFrame) -> list[str]:
    """Return the columns of a study's objectives, none where it has one."""
    return [str(name) for name in trials if str(name).startswith(PREFIX)]


def pareto_data(trials: pd.DataFrame) -> Pareto:
    """Return the finished trials of a frame by its first two objectives."""
    first, second = objective_columns(trials)[:2]
    finished = trials[trials["state"] == "COMPLETE"]
    x = finished[first].to_numpy(dtype=np.float64)
    y = finished[second].to_numpy(dtype=np.float64)
    numbers = finished["number"].to_numpy(dtype=np.int64)
    known = np.isfinite(x) & np.isfinite(y)
    names = first.removeprefix(PREFIX), second.removeprefix(PREFIX)
    front = on_the_front(x[known], y[known])
    return Pareto(names, numbers[known], x[known], y[known], front)


def on_the_front(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell of each point ``[n]`` whether no other is at least as low in both and lower in one."""
    order = np.lexsort((y, x))
    xs, ys = x[order], y[order]
    # Sorted by x, then y, a point is beaten by an earlier one that is as low in y, unless the two
    # are the same point.
    lowest = np.minimum.accumulate(ys)
    before = np.concatenate([[np.inf], lowest[:-1]])
    same = np.concatenate([[False], (xs[1:] == xs[:-1]) & (ys[1:] == ys[:-1])])
    found = ys < before
    for place in np.flatnonzero(same):
        found[place] = found[place - 1]
    front = np.empty(len(x), dtype=np.bool_)
    front[order] = found
    return front


def _figure(data: Pareto, *, template: TemplateName) -> go.Figure:
    """Draw the trials as points and the front as a line of steps through its own."""
    if not len(data.numbers):
        return empty_figure("No trial has finite values in both objectives.", template)
    look = LOOKS[template]
    order = np.lexsort((data.y[data.front], data.x[data.front]))
    hover = "trial %{customdata}: %{x:.6g}, %{y:.6g}<extra></extra>"
    others = go.Scatter(
        x=data.x[~data.front],
        y=data.y[~data.front],
        customdata=data.numbers[~data.front],
        mode="markers",
        name="beaten in both",
        marker={"color": faded(look.main, 0.45), "size": 6},
        hovertemplate=hover,
    )
    front = go.Scatter(
        x=data.x[data.front][order],
        y=data.y[data.front][order],
        customdata=data.numbers[data.front][order],
        mode="lines+markers",
        name="Pareto front",
        line={"shape": "hv", "color": look.second, "width": 2},
        marker={"size": 9},
        hovertemplate=hover,
    )
    return make_figure(
        [others, front],
        template,
        height=460,
        xaxis={"title": {"text": plain(data.names[0])}},
        yaxis={"title": {"text": plain(data.names[1])}},
    )


def _text(data: Pareto) -> str:
    """Say how many trials are on the front and what its two ends score."""
    if not len(data.numbers):
        return "No trial has finite values in both objectives."
    front = np.flatnonzero(data.front)
    ends = (front[np.argmin(data.x[front])], front[np.argmin(data.y[front])])
    said = " and ".join(
        f"{name} {number_text(float(values[end]))} at trial {data.numbers[end]}"
        for name, values, end in zip(data.names, (data.x, data.y), ends, strict=True)
    )
    return (
        f"{count_text(len(front), 'trial')} of {len(data.numbers):,} cannot be bettered in one "
        f"objective without losing in the other; the ends are {said}. Lower is better in both."
    )


def _rows(_scene: Scene, data: Pareto) -> pd.DataFrame:
    """Return the trials of the front, from one end to the other."""
    rows = pd.DataFrame({"trial": data.numbers, data.names[0]: data.x, data.names[1]: data.y})
    return rows[data.front].sort_values(data.names[0], ignore_index=True)


def _of_scene(scene: Scene) -> Pareto:
    return pareto_data(scene.shown)


def _missing(scene: Scene) -> str:
    return "" if len(objective_columns(scene.trials)) > 1 else _ONE


PARETO = View(
    name="pareto",
    title="Pareto front",
    question="Which trials are worth choosing among, where a study has several objectives? Those "
    "that no other trial beats in both: to gain in one objective, each loses in the other.",
    data=_of_scene,
    figure=_figure,
    sentence=_text,
    table=_rows,
    missing=_missing,
)
