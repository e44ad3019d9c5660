"""Rank plot: every trial over two hyperparameters, or over time, coloured by its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

from dctaxi.analysis.importance import FAMILY
from dctaxi.analysis.reading import Parameter, ended_trials
from dctaxi.plots.parts.axes import Axis, axis_of
from dctaxi.plots.parts.numbers import count_text, drawn, drawn_text, number_text, usd
from dctaxi.plots.parts.objective import colour_bar, rank_ticks, ranks
from dctaxi.plots.parts.points import evenly, failure_points, spread, trial_points
from dctaxi.plots.parts.template import LOOKS, TemplateName, colour_scale, empty_figure, make_figure
from dctaxi.plots.view import Scene, View, without_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go
    from numpy.typing import NDArray

TRIAL = "trial"
"""The axis of time: the trials' numbers."""

DRAWN_POINTS = 4_000
"""More points than this are thinned for drawing."""

_MIDDLE = (0.1, 0.9)
_ENOUGH = 5


class RankPoints(NamedTuple):
    """Trials to draw, the best last and so on top; positions are those of the axes.

    ``colours`` is the place of each objective among all, 0 the lowest to 1. ``total`` counts the
    finished trials, ``failed_numbers`` are the trials without a result to draw. ``tenth`` says in
    words where the best tenth lies on each axis, None where it is too small to say; ``found`` names
    the axes on which chance would not have put it there.
    """

    x_axis: Axis
    y_axis: Axis
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    colours: NDArray[np.float64]
    numbers: NDArray[np.int64]
    colour_ticks: tuple[tuple[float, str], ...]
    failed_x: NDArray[np.float64]
    failed_y: NDArray[np.float64]
    failed_numbers: NDArray[np.int64]
    total: int
    unfinished: int
    tenth: tuple[int, str, str] | None
    found: tuple[str, ...]


def rank_data(trials: pd.DataFrame, x: Parameter | None, y: Parameter) -> RankPoints:
    """Return a frame's ended trials over two parameters; over the trials' order where x is None."""
    ended = ended_trials(trials)
    x_values = ended["number"] if x is None else ended[x.column]
    last = int(ended["number"].max()) if len(ended) else 0
    x_axis = axis_of(x or Parameter(TRIAL, "int", 0, last), x_values)
    y_axis = axis_of(y, ended[y.column])
    xs, ys = x_axis.positions(x_values), y_axis.positions(ended[y.column])
    values = ended["value"].to_numpy(dtype=np.float64)
    numbers = ended["number"].to_numpy(dtype=np.int64)
    finite = np.isfinite(values)
    colours = np.full(len(values), np.nan)
    colours[finite] = ranks(values[finite])
    finished = np.flatnonzero(finite)
    kept = finished[drawn(values[finite], DRAWN_POINTS)]
    kept = kept[np.argsort(-values[kept], kind="stable")]
    lost = np.flatnonzero(~finite)[evenly(int((~finite).sum()), DRAWN_POINTS // 4)]
    spread_x = spread(x_axis, xs, numbers)
    spread_y = spread(y_axis, ys, numbers, up=True)
    return RankPoints(
        x_axis,
        y_axis,
        spread_x[kept],
        spread_y[kept],
        values[kept],
        colours[kept],
        numbers[kept],
        rank_ticks(values[finite]),
        spread_x[lost],
        spread_y[lost],
        numbers[lost],
        len(finished),
        int((~finite).sum()),
        _best_tenth(x_axis, y_axis, xs[finite], ys[finite], values[finite]),
        _named({x_axis.name: xs[finite], y_axis.name: ys[finite]}, values[finite]),
    )


def rank_figure(data: RankPoints, *, template: TemplateName) -> go.Figure:
    """Draw the points."""
    if not data.total and not data.unfinished:
        return empty_figure("No trial has ended yet.", template)
    look = LOOKS[template]
    traces: list[Any] = [
        trial_points(
            data.x_axis.shown(data.x),
            data.y_axis.shown(data.y),
            data.numbers,
            marker={
                "size": 8 if len(data.numbers) <= 500 else 6,
                "color": data.colours,
                "cmin": 0.0,
                "cmax": 1.0,
                "colorscale": colour_scale(look.scale),
                "showscale": bool(data.colour_ticks),
                "colorbar": colour_bar(data.colour_ticks, look),
                "line": {"color": look.background, "width": 0.5},
            },
            hover=": %{text}",
            text=[usd(value) for value in data.values],
            name="trial",
        )
    ]
    if len(data.failed_numbers):
        shown = data.x_axis.shown(data.failed_x), data.y_axis.shown(data.failed_y)
        traces.append(failure_points(*shown, data.failed_numbers, look))
    return make_figure(
        traces,
        template,
        height=460,
        showlegend=bool(len(data.failed_numbers)),
        xaxis=data.x_axis.layout(_ends(data.x_axis)),
        yaxis=data.y_axis.layout(_ends(data.y_axis)),
    )


def rank_text(data: RankPoints) -> str:
    """Say where the best tenth of the trials lies on both axes."""
    failed = f" {count_text(data.unfinished, 'trial')} gave no result." if data.unfinished else ""
    if not data.total:
        return f"None of {count_text(data.unfinished, 'trial')} has a result."
    thinned = drawn_text(data.total, DRAWN_POINTS, "point")
    if data.tenth is None:
        return (
            f"{count_text(data.total, 'finished trial')} are too few to say where the best tenth "
            f"of them lies.{failed}{thinned}"
        )
    size, across, up = data.tenth
    came = "they came as trials" if data.x_axis.name == TRIAL else data.x_axis.name
    return (
        f"The best tenth, {count_text(size, 'trial')}, has {data.y_axis.name} {up}; {came} "
        f"{across}. {_chance_text(data)}{failed}{thinned}"
    )


def _chance_text(data: RankPoints) -> str:
    """Say on which axes the best tenth lies otherwise than trials picked at random would."""
    if not data.found:
        return "Trials picked at random may lie like that, too."
    named = "trial order" if data.found == (TRIAL,) else " and ".join(data.found)
    return f"Chance would not have put them there on {named}."


def _best_tenth(
    x_axis: Axis,
    y_axis: Axis,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    values: NDArray[np.float64],
) -> tuple[int, str, str] | None:
    size = len(values) // 10
    if size < _ENOUGH:
        return None
    best = np.argsort(values, kind="stable")[:size]
    return size, _where(x_axis, x[best], x), _where(y_axis, y[best], y)


def _named(axes: Mapping[str, NDArray[np.float64]], values: NDArray[np.float64]) -> tuple[str, ...]:
    """Name the axes on which the best tenth is distributed otherwise than the other trials.

    The two-sample test of Kolmogorov and Smirnov, which ties only make more cautious, corrected
    over the axes (Bonferroni).
    """
    size = len(values) // 10
    if size < _ENOUGH:
        return ()
    order = np.argsort(values, kind="stable")
    return tuple(
        name
        for name, places in axes.items()
        if ks_2samp(places[order[:size]], places[order[size:]], method="asymp").pvalue
        <= FAMILY / len(axes)
    )


def _where(axis: Axis, best: NDArray[np.float64], everything: NDArray[np.float64]) -> str:
    """Say where most of the best lie on an axis, beside where most of all trials lie."""
    if axis.all_ticked:
        found, counts = np.unique(best, return_counts=True)
        most = found[np.argmax(counts)]
        name = dict(zip(axis.tick_positions, axis.tick_texts, strict=True))[float(most)]
        share, of_all = counts.max() / len(best), (everything == most).mean()
        return f"{name} in {share:.0%} of its trials ({of_all:.0%} of all)"
    used, all_used = (
        (best, everything)
        if axis.unused is None
        else (best[best != axis.unused], everything[everything != axis.unused])
    )
    if 2 * len(used) < len(best):
        return "not used mostly"
    return f"{_middle(axis, used)} mostly (all: {_middle(axis, all_used)})"


def _middle(axis: Axis, positions: NDArray[np.float64]) -> str:
    low, high = axis.shown(np.quantile(positions, _MIDDLE))
    first, last = float(f"{low:.3g}"), float(f"{high:.3g}")
    if axis.whole:
        first, last = round(float(low)), round(float(high))
    return f"{number_text(first)} to {number_text(last)}"


def _ends(axis: Axis) -> NDArray[np.float64]:
    room = 0.5 if axis.all_ticked and not axis.log else 0.04 * (axis.high - axis.low)
    return np.array([axis.low - room, axis.high + room])


def up_at_first(names: Sequence[str]) -> str:
    """Return which of these hyperparameters stands upwards before anybody has chosen."""
    return "lr" if "lr" in names else names[0]


def _of_scene(scene: Scene, across: str = TRIAL, up: str | None = None) -> RankPoints:
    x = None if across == TRIAL else scene.parameter(across)
    y = scene.parameter(up_at_first(scene.names) if up is None else up)
    return rank_data(scene.shown, x, y)


RANK = View(
    name="rank",
    title="Rank plot",
    question="Where do the best trials lie among the others? Every trial over two hyperparameters, "
    "coloured by its rank alone, so that no outlier takes the colours; across the order of trials "
    "it shows where the sampler went. Points that share a category are spread.",
    data=_of_scene,
    figure=rank_figure,
    sentence=rank_text,
    table=lambda scene, data: scene.rows(
        [f"params_{axis.name}" for axis in (data.x_axis, data.y_axis)]
    ),
    missing=without_parameters,
)
