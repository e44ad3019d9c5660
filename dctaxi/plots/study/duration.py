"""Duration against size: what a larger network or a longer training costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis import TrainingSizes, training_sizes
from dctaxi.analysis.reading import ended_trials
from dctaxi.data import inputs_of
from dctaxi.plots.parts.numbers import count_text, log_ticks, number_text
from dctaxi.plots.parts.points import evenly, trial_points
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Scene, View
from dctaxi.study import NEWER_MAKER, OTHER_MAKER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.study import StudyPlan


DRAWN_POINTS = 4_000
"""More points than this are thinned for drawing."""

_ENOUGH = 10
"""Fewer trials than this give no trend."""


class Durations(NamedTuple):
    """Trials to draw: multiplications up to a factor, seconds and what each of them was.

    ``factor`` is how many times longer ten times the work took, by least squares over the
    logarithms of all ``total`` trials; None where there are too few, or all of one size.
    ``shared`` says that times are shares of a round, not measured for each trial.
    """

    work: NDArray[np.float64]
    seconds: NDArray[np.float64]
    numbers: NDArray[np.int64]
    hover: tuple[str, ...]
    total: int
    median_s: float
    factor: float | None
    shared: bool
    line: tuple[NDArray[np.float64], NDArray[np.float64]] | None


def duration_data(trials: pd.DataFrame, sizes: TrainingSizes, *, shared: bool) -> Durations:
    """Return the ended trials of a frame that have a size and a training time.

    ``sizes`` are those of the frame's rows. ``shared`` says that the engine trained whole rounds
    and shared their time out by the operations of each trial.
    """
    sized = trials.assign(work=sizes.work, parameters=sizes.parameters, rows=sizes.rows)
    ended = ended_trials(sized)
    ended = ended[(ended["train_s"] > 0) & (ended["work"] > 0)]
    work, seconds = ended["work"].to_numpy(), ended["train_s"].to_numpy()
    kept = evenly(len(ended), DRAWN_POINTS)
    hover = tuple(
        f"{parameters:,.0f} parameters, {rows:,.0f} rows"
        for parameters, rows in zip(
            ended["parameters"].iloc[kept], ended["rows"].iloc[kept], strict=True
        )
    )
    factor, line = _trend(work, seconds)
    return Durations(
        work[kept],
        seconds[kept],
        ended["number"].to_numpy(dtype=np.int64)[kept],
        hover,
        len(ended),
        float(np.median(seconds)) if len(ended) else float("nan"),
        factor,
        shared,
        line,
    )


def duration_figure(data: Durations, *, template: TemplateName) -> go.Figure:
    """Draw the trials on two log axes with their trend."""
    if not data.total:
        return empty_figure("No trial has both a size and a training time.", template)
    look = LOOKS[template]
    traces: list[Any] = [
        trial_points(
            data.work,
            data.seconds,
            data.numbers,
            marker={"size": 6, "color": faded(look.main, 0.55)},
            hover=": %{y:.3g} s<br>%{text}",
            text=data.hover,
            name="trial",
        )
    ]
    if data.line is not None:
        traces.append(
            go.Scatter(
                x=data.line[0],
                y=data.line[1],
                mode="lines",
                name="trend",
                line={"color": look.third, "width": 2},
                hoverinfo="skip",
            )
        )
    return make_figure(
        traces,
        template,
        height=420,
        showlegend=data.line is not None,
        xaxis=_log_axis("trained parameters times rows seen", data.work),
        yaxis=_log_axis("training time (s)", data.seconds),
    )


def duration_text(data: Durations) -> str:
    """Say what ten times the work costs, and what these times are."""
    if not data.total:
        return "No trial has both a size and a training time."
    trials = count_text(data.total, "trial")
    sentence = (
        f"Over {trials} ten times the work took {data.factor:.3g} times as long; the median "
        f"training took {number_text(float(f'{data.median_s:.3g}'))} s."
        if data.factor is not None
        else f"{trials} of {number_text(float(f'{data.median_s:.3g}'))} s in the median: too few, "
        "or too much alike, for a trend."
    )
    if data.shared:
        sentence += (
            " The fused engine trains a round at once and shares its time out by operations, so "
            "within a round the points follow their size by construction; between rounds they "
            "show the speed."
        )
    if len(data.numbers) < data.total:
        sentence += f" Drawn: {len(data.numbers):,} of {data.total:,} points."
    return sentence


def _trend(
    work: NDArray[np.float64], seconds: NDArray[np.float64]
) -> tuple[float | None, tuple[NDArray[np.float64], NDArray[np.float64]] | None]:
    if len(work) < _ENOUGH or work.min() == work.max():
        return None, None
    slope, height = np.polyfit(np.log10(work), np.log10(seconds), 1)
    ends = np.array([work.min(), work.max()])
    return float(10.0**slope), (ends, 10.0 ** (height + slope * np.log10(ends)))


def _log_axis(title: str, values: NDArray[np.float64]) -> dict[str, Any]:
    low, high = float(values.min()) / 1.3, float(values.max()) * 1.3
    ticks = log_ticks(low, high)
    return {
        "title": {"text": title},
        "type": "log",
        "range": [np.log10(low), np.log10(high)],
        "tickvals": ticks,
        "ticktext": [number_text(tick) for tick in ticks],
    }


def _of_scene(scene: Scene) -> Durations:
    shared = _plan(scene).engine == "fused"
    return duration_data(scene.shown, _sizes(scene), shared=shared)


def _sizes_and_times(scene: Scene, _data: Durations) -> pd.DataFrame:
    sizes = _sizes(scene)
    return pd.DataFrame(
        {
            "trial": scene.shown["number"],
            "trained parameters": sizes.parameters,
            "rows seen": sizes.rows,
            "training time, s": scene.shown["train_s"],
        }
    )


def _sizes(scene: Scene) -> TrainingSizes:
    plan = _plan(scene)
    return training_sizes(
        scene.shown,
        plan.space,
        len(inputs_of(plan.source, plan.feature_set)),
    )


def _plan(scene: Scene) -> StudyPlan:
    if scene.plan is None:
        raise ValueError(_without_plan(scene))
    return scene.plan


def _without_plan(scene: Scene) -> str:
    if scene.plan is not None:
        return ""
    return (
        f"This study was made by {OTHER_MAKER} or {NEWER_MAKER}, so the size of its networks is "
        "not known."
    )


DURATION = View(
    name="duration",
    title="Duration against size",
    question="What does a larger network or a longer training cost? Training time over trained "
    "parameters times rows seen.",
    data=_of_scene,
    figure=duration_figure,
    sentence=duration_text,
    table=_sizes_and_times,
    missing=_without_plan,
)
