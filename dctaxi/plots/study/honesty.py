"""Train/validation honesty: what the objective promises against what the network answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi import labels
from dctaxi.analysis import UNSETTLED, ModeGaps, mode_gap_rows, mode_gaps
from dctaxi.plots.parts.numbers import Limits, count_text, drawn, robust_limits, usd
from dctaxi.plots.parts.objective import objective_axis
from dctaxi.plots.parts.panels import panel_grid
from dctaxi.plots.parts.points import SVG_POINTS, trial_points
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import LISTED, Excerpt, Scene, View

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


DRAWN_POINTS = 3_000
"""More points than this are thinned for drawing; those that differ come first."""

_NAMED = 5
_ROW_PX = 360


class Honesty(NamedTuple):
    """The errors of the trials and, in ``kept``, which of them to draw; limits of all errors."""

    gaps: ModeGaps
    kept: NDArray[np.intp]
    limits: Limits


def honesty_data(gaps: ModeGaps) -> Honesty:
    """Return what to draw of the trials' errors."""
    order = np.where(gaps.differs, -1.0, gaps.values)
    seen = np.concatenate([gaps.train, gaps.train_eval, gaps.val])
    return Honesty(gaps, drawn(order, DRAWN_POINTS), robust_limits(seen))


def honesty_figure(data: Honesty, *, template: TemplateName) -> go.Figure:
    """Draw two panels: both training errors, and validation beside training."""
    if not len(data.gaps.numbers):
        return empty_figure("No trial has all three errors.", template)
    look = LOOKS[template]
    low, high = data.limits.low, data.limits.high
    across = objective_axis(data.limits, "train, training mode")
    fair = objective_axis(data.limits, "train, eval. mode")
    up = objective_axis(data.limits, "validation")
    places, layout = panel_grid([(across, fair), (fair, up)], row_px=_ROW_PX)
    gaps, kept = data.gaps, data.kept
    pairs = ((gaps.train, gaps.train_eval), (gaps.train_eval, gaps.val))
    webgl = 2 * len(kept) > SVG_POINTS
    traces: list[Any] = []
    for (x, y), place in zip(pairs, places, strict=True):
        own: dict[str, Any] = {"xaxis": place.x, "yaxis": place.y, "showlegend": place.leftmost}
        traces.append(
            go.Scatter(
                x=[low, high],
                y=[low, high],
                mode="lines",
                name="both alike",
                line={"color": look.muted_text, "width": 1, "dash": "dash"},
                hoverinfo="skip",
                **own,
            )
        )
        for name, symbol, colour, members in _groups(gaps, look):
            chosen = kept[members[kept]]
            if not members.any():
                continue
            traces.append(
                trial_points(
                    x[chosen],
                    y[chosen],
                    gaps.numbers[chosen],
                    marker={"size": 7, "symbol": symbol, "color": colour},
                    hover=": %{x:,.2f} and %{y:,.2f} USD<br>%{text}",
                    webgl=webgl,
                    name=name,
                    text=[f"objective {usd(value)}" for value in gaps.values[chosen]],
                    **own,
                )
            )
    return make_figure(traces, template, **layout)


def honesty_text(data: Honesty) -> str:
    """Say how many trials promise what they do not hold, which, and whether the best is one."""
    gaps = data.gaps
    lacking = (
        f" {count_text(gaps.lacking, 'trial')} without errors left out." if gaps.lacking else ""
    )
    if not len(gaps.numbers):
        return f"No trial has all three errors.{lacking}"
    notes = lacking + (" The axes are logarithmic." if data.limits.log else "")
    if data.limits.above:
        notes += f" {count_text(data.limits.above, 'error')} beyond the axes."
    if len(data.kept) < len(gaps.numbers):
        notes += f" Drawn: {len(data.kept):,} of {len(gaps.numbers):,} trials."
    flagged = np.flatnonzero(gaps.differs)
    trials = count_text(len(gaps.numbers), "trial")
    if not len(flagged):
        place = int(np.argmax(_distance(gaps)))
        return (
            f"In none of {trials} do the training errors in training and in evaluation mode differ "
            f"by more than a factor of {UNSETTLED:g}; furthest apart are {gaps.train[place]:.2f} "
            f"and {gaps.train_eval[place]:.2f} USD, of trial {gaps.numbers[place]}.{notes}"
        )
    worst = flagged[np.argsort(-_distance(gaps)[flagged], kind="stable")]
    names = ", ".join(str(gaps.numbers[place]) for place in worst[:_NAMED])
    more = f" and {len(worst) - _NAMED:,} more" if len(worst) > _NAMED else ""
    return (
        f"In {len(flagged):,} of {trials} the training error in evaluation mode differs by more "
        f"than a factor of {UNSETTLED:g} from that in training mode: {names}{more}."
        f"{_normalised(gaps)}{_best(gaps)}{notes}"
    )


def _distance(gaps: ModeGaps) -> NDArray[np.float64]:
    """Return how far the modes are apart, whichever of them is higher."""
    low, high = np.minimum(gaps.ratio, 1.0), np.maximum(gaps.ratio, 1.0)
    distance: NDArray[np.float64] = np.divide(
        high, low, out=np.full(len(low), np.inf), where=low > 0
    )
    return distance


def _normalised(gaps: ModeGaps) -> str:
    flagged, known = gaps.differs, np.isfinite(gaps.batch_norm)
    if not known.all():
        return ""
    with_norm = int((gaps.batch_norm[flagged] > 0).sum())
    if not with_norm:
        return (
            " There is no batch normalisation in these: their last update moved them that far, "
            "the training had not settled."
        )
    return (
        f" Batch normalisation is in {with_norm:,} of these: in training mode it uses the batch's "
        "own statistics, and the learnt ones had not settled."
    )


def _best(gaps: ModeGaps) -> str:
    if not np.isfinite(gaps.values).any():
        return ""
    best = int(np.nanargmin(gaps.values))
    name = f"The best trial, {gaps.numbers[best]},"
    if not gaps.differs[best]:
        return f" {name} is not among them."
    return (
        f" {name} is among them: {usd(float(gaps.train[best]))} in training mode, "
        f"{usd(float(gaps.train_eval[best]))} as the finished network answers."
    )


def _groups(gaps: ModeGaps, look: Any) -> list[tuple[str, str, str, NDArray[np.bool_]]]:
    """Return name, symbol, colour and members of each group of points."""
    with_norm, without = gaps.batch_norm > 0, gaps.batch_norm == 0
    unknown = np.isnan(gaps.batch_norm)
    return [
        ("trial", "circle", faded(look.main, 0.5), unknown & ~gaps.differs),
        ("without batch norm", "circle", faded(look.main, 0.5), without & ~gaps.differs),
        ("with batch norm", "diamond", faded(look.second, 0.6), with_norm & ~gaps.differs),
        (
            f"modes differ by more than a factor of {UNSETTLED:g}",
            "x",
            faded(look.failed, 0.8),
            gaps.differs,
        ),
    ]


def _of_scene(scene: Scene) -> Honesty:
    return honesty_data(mode_gaps(scene.shown, None if scene.plan is None else scene.plan.space))


def _without_errors(scene: Scene) -> str:
    known = scene.trials["train_rmse_eval"].notna().any()
    return "" if known else "No trial has all three errors."


def _listed(data: Honesty) -> pd.DataFrame:
    rows = mode_gap_rows(data.gaps).head(LISTED)
    rows["modes differ"] = rows["modes differ"].map({True: "yes", False: "no"})
    named = {
        name: f"{labels.METRICS[name].label}, USD"
        for name in map(str, rows)
        if name in labels.METRICS
    }
    return rows.rename(columns=named | {"number": "trial"})


HONESTY = View(
    name="honesty",
    title="Train/validation honesty",
    question="Does the objective promise what the network holds? RMSE in USD: left, the same "
    "training batch in training mode, as the objective counts it, and in evaluation mode, as the "
    "finished network answers; right, that answer beside the validation batch. On the dashed line "
    "both are alike.",
    data=_of_scene,
    figure=honesty_figure,
    sentence=honesty_text,
    table=lambda _scene, data: mode_gap_rows(data.gaps),
    missing=_without_errors,
    excerpt=Excerpt(
        "Trials whose two training errors differ come first, the best of them on top", _listed
    ),
)
