"""Optimisation history: every trial's objective in order, the best so far, and the line to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis.reading import (
    MovingConstant,
    ended_trials,
    moving_constant,
    moving_constant_text,
    own_constants,
)
from dctaxi.analysis.studies import ExpectedBest, expected_best_of_study
from dctaxi.plots.parts.numbers import Limits, count_text, drawn, drawn_text, robust_limits, usd
from dctaxi.plots.parts.objective import objective_axis
from dctaxi.plots.parts.points import failure_points, trial_points
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.study.constant_answers import (
    ConstantAnswers,
    constant_answers,
    constant_text,
    constant_traces,
)
from dctaxi.plots.view import LISTED, Excerpt, Scene, View
from dctaxi.samplers import SAMPLERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis import Baseline

DRAWN_POINTS = 5_000
"""More points than this are thinned for drawing."""

_LEGEND_LAST = 2_000
"""Plotly ranks every entry 1,000 by itself; the band lies below the points all the same."""


class History(NamedTuple):
    """Trials in order of number; objectives in USD.

    ``numbers`` and ``values`` are the finished trials to draw, ``best_numbers`` and
    ``best_values`` the trials at which the best changed, ``failed_numbers`` the trials without a
    result. ``total`` counts finished trials, ``last`` is the highest number of all. ``constant``
    is None where nothing is known of the constant answer, ``expected`` for a study whose trials
    depend on one another.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    best_numbers: NDArray[np.int64]
    best_values: NDArray[np.float64]
    failed_numbers: NDArray[np.int64]
    limits: Limits
    constant: ConstantAnswers | None
    moving: MovingConstant | None
    total: int
    last: int
    expected: ExpectedBest | None = None


def history_data(
    trials: pd.DataFrame,
    baseline: Baseline | None = None,
    expected: ExpectedBest | None = None,
) -> History:
    """Return the history of a frame's ended trials.

    ``baseline`` is what is known of the constant answer where the trials do not say it.
    """
    ended = ended_trials(trials)
    all_numbers = ended["number"].to_numpy(dtype=np.int64)
    all_values = ended["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(all_values)
    numbers, values = all_numbers[finite], all_values[finite]
    best = np.minimum.accumulate(values)
    changed = np.flatnonzero(np.diff(best, prepend=np.inf) < 0)
    kept = drawn(values, DRAWN_POINTS)
    constant = constant_answers(numbers, values, own_constants(ended)[finite], kept, baseline)
    seen = values
    if constant is not None and len(values):
        seen = np.concatenate([values, [constant.low, constant.high]])
    return History(
        numbers[kept],
        values[kept],
        numbers[changed],
        best[changed],
        all_numbers[~finite],
        robust_limits(seen),
        constant,
        moving_constant(ended),
        len(values),
        int(all_numbers[-1]) if len(all_numbers) else 0,
        expected,
    )


def history_figure(data: History, *, template: TemplateName) -> go.Figure:
    """Draw the history; a point's trial number is its ``customdata``."""
    if not data.total and not len(data.failed_numbers):
        return empty_figure("No trial has ended yet.", template)
    look = LOOKS[template]
    traces: list[Any] = [
        *_expected(data, look),
        trial_points(
            data.numbers,
            data.values,
            data.numbers,
            marker={"size": 6, "color": faded(look.main, 0.55)},
            hover=": %{y:,.2f} USD",
            name="trial",
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
        top = np.full(len(data.failed_numbers), data.limits.high)
        traces.append(failure_points(data.failed_numbers, top, data.failed_numbers, look))
    if data.constant is not None:
        traces += constant_traces(data.constant, data.last, look)
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
    sentence += f"{constant_text(best, data.constant)}."
    if moving := moving_constant_text(data.moving):
        sentence += f" {moving}"
    sentence += _expected_text(data)
    if failed:
        sentence += f" {count_text(failed, 'trial')} gave no result."
    if data.limits.above:
        sentence += f" {count_text(data.limits.above, 'trial')} above the axis."
    if data.limits.log:
        sentence += " The axis is logarithmic."
    return sentence + drawn_text(data.total, DRAWN_POINTS, "point")


def _expected(data: History, look: Look) -> list[go.Scatter]:
    """Return the band of the expected best and the line in it."""
    if data.expected is None:
        return []
    numbers, curve = data.expected.numbers, data.expected.curve
    band = go.Scatter(
        x=np.concatenate([numbers, numbers[::-1]]),
        y=np.concatenate([curve.low, curve.high[::-1]]),
        fill="toself",
        fillcolor=faded(look.second, 0.18),
        line={"width": 0},
        name="its 95 % interval",
        legendrank=_LEGEND_LAST,
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=numbers,
        y=curve.expected,
        customdata=curve.tries,
        mode="lines",
        name="expected best of so many random trials",
        legendrank=_LEGEND_LAST - 1,
        line={"color": look.second, "width": 2, "dash": "dot"},
        hovertemplate="best of %{customdata:,} random trials, expected: %{y:,.2f} USD"
        "<extra></extra>",
    )
    return [band, line]


def _expected_text(data: History) -> str:
    if data.expected is None:
        return ""
    curve, sampler = data.expected.curve, SAMPLERS[data.expected.sampler]
    even = (
        f" {sampler.label.label} points lie more evenly than random ones, for which this holds, so "
        "the interval is a cautious one."
        if sampler.reads_trials
        else ""
    )
    return (
        f" The best of {count_text(int(curve.tries[-1]), 'random trial')} of this space is "
        f"expected at {usd(float(curve.expected[-1]))} (95 % interval {curve.low[-1]:,.2f} to "
        f"{curve.high[-1]:,.2f}).{even}"
    )


def _of_scene(scene: Scene, *, against_luck: bool = True) -> History:
    expected = None
    # Trials that were chosen for their values are no random ones.
    if against_luck and scene.draws is not None and scene.selection.keeps_all:
        expected = expected_best_of_study(scene.draws, scene.trials)
    return history_data(scene.shown, scene.baseline, expected)


def _changes(data: History) -> pd.DataFrame:
    changes = {"trial": data.best_numbers, "best so far, USD": data.best_values}
    return pd.DataFrame(changes).tail(LISTED)


HISTORY = View(
    name="history",
    title="Optimisation history",
    question="Does the search still get better, and is it better than luck? Every trial's value in "
    "the order of trials, the best so far, and what the constant answer scores on the same rows. "
    "Where the sampler drew at random, the band is what the best of so many random trials is "
    "expected to be.",
    data=_of_scene,
    figure=history_figure,
    sentence=history_text,
    table=lambda scene, _history: scene.rows(("status", "datetime_complete")),
    excerpt=Excerpt("The trials at which the best changed, the last ones", _changes),
)
