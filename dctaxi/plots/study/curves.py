"""Learning curves of some trials: training and validation RMSE, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import Limits, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Scene, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 20
"""Curves of the best trials that one figure shows, at most."""

BEST_AT_FIRST = 5
"""Curves of the best trials before anybody has chosen how many."""

_SETTLED = 0.01
"""A change of the last validation by less than this share counts as none."""


class Curve(NamedTuple):
    """One trial: objective and RMSE in USD at each validated step. ``picked`` by the reader."""

    number: int
    value: float
    steps: NDArray[np.int64]
    train: NDArray[np.float64]
    val: NDArray[np.float64]
    picked: bool


class Curves(NamedTuple):
    """Curves to draw, picked ones last and so on top; the best trials come in order of value.

    ``without`` are the wanted trials that have no curve.
    """

    curves: tuple[Curve, ...]
    without: tuple[int, ...]
    limits: Limits


def curves_data(
    shown: pd.DataFrame, *, best: int, trials: pd.DataFrame, picked: Sequence[int] = ()
) -> Curves:
    """Return the curves of the ``best`` of the trials shown, and of those ``picked`` of all
    ``trials``, shown or not.
    """
    finished = shown[(shown["state"] == "COMPLETE") & np.isfinite(shown["value"])]
    top = finished.nsmallest(min(best, MOST), "value")
    chosen = trials[trials["number"].isin(picked)]
    wanted = [*_rows(top[~top["number"].isin(picked)], picked=False), *_rows(chosen, picked=True)]
    there = tuple(curve for curve in wanted if len(curve.steps))
    seen = [np.concatenate([curve.train[np.isfinite(curve.train)], curve.val]) for curve in there]
    limits = robust_limits(np.concatenate(seen) if seen else np.empty(0))
    return Curves(there, tuple(c.number for c in wanted if not len(c.steps)), limits)


def curves_figure(data: Curves, *, template: TemplateName) -> go.Figure:
    """Draw validation as lines and training as dots of the same colour."""
    if not data.curves:
        return empty_figure("None of these trials has a learning curve.", template)
    look = LOOKS[template]
    traces: list[Any] = []
    for curve, colour in zip(data.curves, _colours(data, look), strict=True):
        width = 3 if curve.picked else 2
        ours = bool(np.isfinite(curve.train).any())
        of = "validation" if ours else "report"
        traces.append(_line(curve, curve.val, of, {"color": colour, "width": width}))
        if not ours:
            continue
        dotted = {"color": colour, "width": width, "dash": "dot"}
        traces.append(_line(curve, curve.train, "training batch", dotted))
    return make_figure(
        traces,
        template,
        height=420,
        xaxis={"title": {"text": "training step"}, "rangemode": "tozero"},
        yaxis=objective_axis(data.limits, "RMSE (USD)" if _are_ours(data) else "reported (USD)"),
    )


def _are_ours(data: Curves) -> bool:
    """Tell whether any trial has a training beside its validation, as this program's have."""
    return any(np.isfinite(curve.train).any() for curve in data.curves)


def curves_text(data: Curves) -> str:
    """Say whether the best of these trials was still improving, and how validation compares."""
    without = f" Without a curve: {', '.join(map(str, data.without))}." if data.without else ""
    known = [curve for curve in data.curves if np.isfinite(curve.value)]
    trained = [curve for curve in known if np.isfinite(curve.train).all()]
    if not known:
        return f"None of these trials has a learning curve with a result.{without}"
    best = min(known, key=lambda curve: curve.value)
    sentence = f"Trial {best.number}, the best of these with {usd(best.value)}, {_ending(best)}"
    above = sum(curve.val[-1] > curve.train[-1] for curve in trained)
    if len(trained) > 1:
        sentence += (
            f" In {above} of {len(trained)} trials validation ends above the last training batch."
        )
    notes = axis_notes(data.limits, "points")
    drawn = " Lines are validation, dots the training batch." if trained else ""
    return f"{sentence}{drawn}{notes}{without}"


def _ending(curve: Curve) -> str:
    # Of another program's trial it is not known what it reported.
    ours = bool(np.isfinite(curve.train).any())
    what = "validation RMSE" if ours else "report"
    if len(curve.steps) < 2:
        once = "was validated" if ours else "reported"
        return f"{once} once, after step {curve.steps[-1]}."
    before, last = float(curve.val[-2]), float(curve.val[-1])
    since = f"since step {curve.steps[-2]}"
    if abs(last - before) <= _SETTLED * abs(before):
        return f"had settled: its {what} stayed at {usd(last)} {since}."
    if last < before:
        return (
            f"was still improving at its end: its {what} fell from {usd(before)} to "
            f"{usd(last)} {since}, so more steps may help."
        )
    return f"got worse at its end: its {what} rose from {usd(before)} to {usd(last)} {since}."


def _rows(trials: pd.DataFrame, *, picked: bool) -> list[Curve]:
    return [
        Curve(int(number), float(value), *_points(curve), picked)
        for number, value, curve in zip(
            trials["number"], trials["value"], trials["curve"], strict=True
        )
    ]


def _points(
    curve: object,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    points = np.array(curve if isinstance(curve, list) else [], dtype=np.float64).reshape(-1, 3)
    # Of another program's trial there is what it reported, and no training beside it.
    points = points[np.isfinite(points[:, 2])]
    return points[:, 0].astype(np.int64), points[:, 1], points[:, 2]


def _colours(data: Curves, look: Look) -> list[str]:
    """Return the main colour, paler with every place, and others for what was picked."""
    own = (look.second, look.third)
    places = iter(range(len(data.curves)))
    unpicked = sum(not curve.picked for curve in data.curves)
    return [
        own[next(places) % 2]
        if curve.picked
        else faded(look.main, 1.0 - 0.65 * rank / max(1, unpicked - 1))
        for rank, curve in enumerate(data.curves)
    ]


def _line(curve: Curve, errors: NDArray[np.float64], of: str, line: dict[str, Any]) -> go.Scatter:
    of_validation = of != "training batch"
    name = f"trial {curve.number}" + (" (picked)" if curve.picked else "")
    return go.Scatter(
        x=curve.steps,
        y=errors,
        customdata=np.full(len(curve.steps), curve.number),
        mode="lines+markers" if of_validation else "lines",
        marker={"size": 6},
        line=line,
        name=name,
        legendgroup=str(curve.number),
        showlegend=of_validation,
        hovertemplate=f"{name}, {of} at step %{{x}}: %{{y:,.2f}} USD<extra></extra>",
    )


def _of_scene(scene: Scene, best: int = BEST_AT_FIRST) -> Curves:
    picked = scene.selection.picked
    return curves_data(scene.shown, best=best, trials=scene.trials, picked=picked)


def _points_of_curves(_scene: Scene, data: Curves) -> pd.DataFrame:
    """Return a row for every validation of every curve."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "trial": curve.number,
                    "training step": curve.steps,
                    "training batch, USD": curve.train,
                    "validation, USD": curve.val,
                }
            )
            for curve in data.curves
        ]
        or [pd.DataFrame({"trial": []})],
        ignore_index=True,
    )


CURVES = View(
    name="curves",
    title="Learning curves",
    question="Had the trials settled when they ended, and does validation follow training? RMSE at "
    "each validation of the best trials and of those that you picked.",
    data=_of_scene,
    figure=curves_figure,
    sentence=curves_text,
    table=_points_of_curves,
    shows_picked=True,
)
