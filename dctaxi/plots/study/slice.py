"""Slices: the objective against one hyperparameter at a time, a small panel for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.analysis.reading import ended_trials
from dctaxi.analysis.statistics import CONFIDENCE, not_shown
from dctaxi.plots.parts.axes import Axis, axis_of
from dctaxi.plots.parts.numbers import Limits, count_text, drawn, drawn_text, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.panels import panel_grid, wrapped
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.points import SVG_POINTS, evenly, failure_points, spread, trial_points
from dctaxi.plots.parts.stretches import Stretch, judged, stretches_of
from dctaxi.plots.parts.template import (
    LOOKS,
    Look,
    TemplateName,
    colour_scale,
    empty_figure,
    faded,
    make_figure,
)
from dctaxi.plots.view import Scene, View

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter

DRAWN_POINTS = 8_000
"""Points of all panels together; more are thinned for drawing, in all panels alike."""

SHOWN_AT_FIRST = 8
"""Panels that are drawn before anybody has chosen."""

_DRAWN_FAILURES = 200
_ROW_PX = 190
_TICK_WIDTH = 0.4
_LINE = 22
"""Characters of a line of an axis's name: as many as half a phone is wide."""


class Slice(NamedTuple):
    """One panel: positions of the trials to draw and of those without a result.

    ``chance`` is the probability that stretches of one distribution differ as much as these.
    """

    axis: Axis
    positions: NDArray[np.float64]
    failed: NDArray[np.float64]
    stretches: tuple[Stretch, ...]
    chance: float


class Slices(NamedTuple):
    """Panels over the same trials; ``values`` in USD and ``numbers`` are those of the points.

    ``total`` counts the finished trials, ``unfinished`` those without a result.
    """

    panels: tuple[Slice, ...]
    values: NDArray[np.float64]
    numbers: NDArray[np.int64]
    failed_numbers: NDArray[np.int64]
    limits: Limits
    total: int
    unfinished: int


def drawn_in_panel(panels: int) -> int:
    """Return how many points each of so many panels may draw."""
    return DRAWN_POINTS // max(1, panels)


def slice_data(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Slices:
    """Return the slices of a frame's ended trials through some parameters."""
    ended = ended_trials(trials)
    values = ended["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    finished, without = ended[finite], ended[~finite]
    values = values[finite]
    kept = drawn(values, drawn_in_panel(len(parameters)))
    numbers = finished["number"].to_numpy(dtype=np.int64)[kept]
    lost = without.iloc[evenly(len(without), _DRAWN_FAILURES)]
    panels = []
    for parameter in parameters:
        axis = axis_of(parameter, ended[parameter.column])
        positions = axis.positions(finished[parameter.column])
        stretches, chance = judged(stretches_of(axis, parameter), positions, values)
        panels.append(
            Slice(
                axis,
                spread(positions[kept], numbers)
                if axis.all_ticked and not axis.log
                else positions[kept],
                axis.positions(lost[parameter.column]),
                stretches,
                chance,
            )
        )
    return Slices(
        tuple(panels),
        values[kept],
        numbers,
        lost["number"].to_numpy(dtype=np.int64),
        robust_limits(values),
        len(values),
        len(without),
    )


def slice_figure(data: Slices, *, template: TemplateName) -> go.Figure:
    """Draw the panels; later trials are darker, a bar is the median of its stretch."""
    if not data.panels or not (data.total or data.unfinished):
        return empty_figure("No trial with a hyperparameter has ended yet.", template)
    look = LOOKS[template]
    axes = [
        (_parameter_axis(panel.axis), _value_axis(data.limits, titled=place % 2 == 0))
        for place, panel in enumerate(data.panels)
    ]
    places, layout = panel_grid(axes, row_px=_ROW_PX)
    webgl = len(data.numbers) * len(data.panels) > SVG_POINTS
    traces: list[Any] = []
    for panel, place in zip(data.panels, places, strict=True):
        first = panel is data.panels[0]
        own = {"xaxis": place.x, "yaxis": place.y, "showlegend": first}
        traces.append(_points(data, panel, look, webgl=webgl, **own))
        traces.append(_medians(panel, look, **own))
        if data.unfinished:
            top = np.full(len(panel.failed), data.limits.high)
            shown = panel.axis.shown(panel.failed)
            traces.append(failure_points(shown, top, data.failed_numbers, look, **own))
    return make_figure(traces, template, **layout)


def slice_text(data: Slices) -> str:
    """Say over which hyperparameter the median changes most, and between which stretches."""
    if not data.total:
        return f"None of {count_text(data.unfinished, 'trial')} has a result."
    sentence = _clearest_change(data) or (
        f"{count_text(data.total, 'finished trial')} are too few to compare stretches of a "
        "hyperparameter."
    )
    failed = f" {count_text(data.unfinished, 'trial')} gave no result." if data.unfinished else ""
    thinned = drawn_text(data.total, drawn_in_panel(len(data.panels)), "point")
    return f"{sentence}{failed}{axis_notes(data.limits, 'trials')}{thinned}"


def _clearest_change(data: Slices) -> str | None:
    known = [panel for panel in data.panels if len(panel.stretches) > 1]
    if not known:
        return None
    trials = count_text(data.total, "finished trial")
    panel = min(known, key=_chance)
    if panel.chance * len(known) >= 1 - CONFIDENCE:
        test = "shift the objective (rank test of Kruskal and Wallis)"
        return not_shown("hyperparameter", test, f"Over {trials}")
    low, high = min(panel.stretches, key=_median), max(panel.stretches, key=_median)
    return (
        f"Over {trials} the clearest difference is along {panel.axis.name}: a median of "
        f"{usd(low.median)} {low.name} against {usd(high.median)} {high.name}."
    )


def _chance(panel: Slice) -> float:
    return panel.chance


def _median(stretch: Stretch) -> float:
    return stretch.median


def _parameter_axis(axis: Axis) -> dict[str, Any]:
    ends = (axis.low, axis.high)
    room = 0.5 if axis.all_ticked and not axis.log else 0.06 * (ends[1] - ends[0])
    layout = axis.layout(np.array([ends[0] - room, ends[1] + room]))
    return layout | {
        "title": {"text": wrapped(plain(axis.name), _LINE), "font": {"size": 12}, "standoff": 4}
    }


def _value_axis(limits: Limits, *, titled: bool) -> dict[str, Any]:
    layout = objective_axis(limits)
    return layout if titled else layout | {"title": {"text": ""}, "showticklabels": False}


def _points(data: Slices, panel: Slice, look: Look, *, webgl: bool, **own: Any) -> Any:
    return trial_points(
        panel.axis.shown(panel.positions),
        data.values,
        data.numbers,
        marker={
            "size": 5,
            "color": data.numbers,
            "colorscale": colour_scale(look.scale[::-1]),
            "opacity": 0.75,
        },
        hover=f": %{{y:,.2f}} USD<br>{plain(panel.axis.name)} %{{x}}",
        webgl=webgl,
        name="trial, later ones stand out more",
        **own,
    )


def _medians(panel: Slice, look: Look, **own: Any) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for stretch in panel.stretches:
        low, high = stretch.low, stretch.high
        if panel.axis.all_ticked:
            low, high = low - _TICK_WIDTH, high + _TICK_WIDTH
        ends = panel.axis.shown(np.array([low, high]))
        x += [float(ends[0]), float(ends[1]), None]
        y += [stretch.median, stretch.median, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name="median of a stretch",
        line={"color": faded(look.third, 0.9), "width": 3},
        hovertemplate="median %{y:,.2f} USD<extra></extra>",
        **own,
    )


def _of_scene(scene: Scene, names: Sequence[str] | None = None) -> Slices:
    chosen = scene.names[:SHOWN_AT_FIRST] if names is None else names
    return slice_data(scene.shown, [scene.parameter(name) for name in chosen])


SLICE = View(
    name="slice",
    title="Slices",
    question="At which values of one hyperparameter were the trials good, whatever the others did? "
    "A point is a trial, later ones stand out more; a bar is the median of a stretch with five "
    "trials or more.",
    data=_of_scene,
    figure=slice_figure,
    sentence=slice_text,
    table=lambda scene, data: scene.rows([f"params_{panel.axis.name}" for panel in data.panels]),
)
