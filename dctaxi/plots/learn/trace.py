"""One training step by step: its errors as they fall, at once or while it plays.

What plays is Vega-Lite, since Streamlit hands new rows to such a chart and replaces a Plotly figure
as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import Limits, robust_limits, usd
from dctaxi.plots.parts.objective import objective_axis, objective_scale
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, faded, make_figure
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRAIN, TRAIN_EVAL, VAL = (
    "training batch, training mode",
    "the same batch, eval mode",
    "validation batch, eval mode",
)
"""The curves where the modes are told apart."""

TRAIN_BATCH, VAL_BATCH = "training batch", "validation batch"
"""The curves where they are not."""

CONSTANT = "the constant answer"

HEIGHT = 320

TRACE = Plot(
    name="trace",
    title="Training, step by step",
    question="How far off the network is after each training step, on the batch that it just "
    "learned from and on trips that it never learns from. The dotted line is what always "
    "answering the mean fare would score.",
)

MODES = Plot(
    name="modes",
    title="One training, both modes",
    question="One network with batch normalisation, looked at after every step: the RMSE of the "
    "training batch in training mode, as the objective counts it, and of the same batch in "
    "evaluation mode, as the finished network answers.",
)

LEARNING_CURVE = Plot(
    name="learning_curve",
    title="Learning curve",
    question="RMSE of the training batch and of the validation batch at each validation of one "
    "trial.",
)


class Trace(NamedTuple):
    """Errors in USD after each of ``steps``, by name; ``limits`` are those of the whole training,
    so that the axes stand still while it plays. ``constant`` is the validation RMSE in USD of the
    constant answer, None where it is not asked for.
    """

    steps: NDArray[np.int64]
    errors: tuple[tuple[str, NDArray[np.float64]], ...]
    limits: Limits
    constant: float | None = None


def trace_data(frame: pd.DataFrame, *, modes: bool, constant: float | None = None) -> Trace:
    """Return the curves of a watched training; ``modes`` adds the training batch in eval mode."""
    columns = (
        ((TRAIN, "train_rmse"), (TRAIN_EVAL, "train_rmse_eval"), (VAL, "val_rmse"))
        if modes
        else ((TRAIN_BATCH, "train_rmse"), (VAL_BATCH, "val_rmse"))
    )
    errors = tuple((name, frame[column].to_numpy(dtype=np.float64)) for name, column in columns)
    seen = np.concatenate([*(values for _, values in errors), [constant or np.nan]])
    return Trace(frame["step"].to_numpy(dtype=np.int64), errors, _limits(seen), constant)


def trace_figure(data: Trace, *, template: TemplateName) -> go.Figure:
    """Draw the curves of the whole training."""
    colours = _colours(LOOKS[template])
    figure = make_figure(
        [
            go.Scatter(
                x=data.steps,
                y=values,
                mode="lines",
                name=name,
                line={
                    "color": colours[name],
                    "width": 2,
                    "dash": "dot" if name == VAL else "solid",
                },
                hovertemplate=f"step %{{x}}, {name}: %{{y:,.2f}} USD<extra></extra>",
            )
            for name, values in data.errors
        ],
        template,
        height=360,
        showlegend=True,
        xaxis={"title": {"text": "training step"}, "range": [0, int(data.steps[-1]) * 1.01]},
        yaxis=objective_axis(data.limits, "RMSE (USD)"),
    )
    if data.constant is not None:
        figure.add_hline(
            y=data.constant,
            line={"color": colours[CONSTANT], "width": 1, "dash": "dot"},
            annotation={
                "text": CONSTANT,
                "font": {"color": colours[CONSTANT], "size": 12},
                # On a log axis Plotly wants a line's place as a value, an annotation's as its log.
                "y": float(np.log10(data.constant)) if data.limits.log else data.constant,
            },
        )
    return figure


def trace_rows(data: Trace, until: int) -> pd.DataFrame:
    """Return the rows of ``trace_spec`` up to and with a step, one for each curve and step.

    Columns: ``step``, ``curve`` (its name) and ``rmse`` (USD, missing where the training has
    diverged).
    """
    shown = data.steps <= until
    return pd.concat([
        pd.DataFrame({"step": data.steps[shown], "curve": name, "rmse": values[shown]})
        for name, values in data.errors
    ], ignore_index=True)  # fmt: skip


def trace_spec(data: Trace, template: TemplateName) -> dict[str, Any]:
    """Return the Vega-Lite chart of the whole training, for the rows of any of its steps."""
    colours = _colours(LOOKS[template])
    names = [name for name, _ in data.errors]
    if data.constant is not None:
        names.append(CONSTANT)
    rmse = {
        "type": "quantitative",
        "title": "RMSE (USD)",
        "scale": objective_scale(data.limits),
    }
    curve = {
        channel: {
            "field": "curve",
            "type": "nominal",
            "scale": {"domain": names, "range": values},
            "legend": {"orient": "bottom", "title": None, "columns": 2, "labelLimit": 0},
        }
        for channel, values in (
            ("color", [colours[name] for name in names]),
            ("strokeDash", [[2, 3] if name == CONSTANT else [1, 0] for name in names]),
        )
    }
    step = {
        "field": "step",
        "type": "quantitative",
        "title": "training step",
        "scale": {"domain": [0, int(data.steps[-1])], "nice": False},
        "axis": {"tickMinStep": 1, "tickCount": 8, "format": ",d"},
    }
    tooltip = [
        {"field": "step", "type": "quantitative"},
        {"field": "curve", "type": "nominal"},
        {"field": "rmse", "type": "quantitative", "title": "RMSE (USD)", "format": ",.2f"},
    ]
    line = {"type": "line", "strokeWidth": 2, "clip": True}
    layers: list[dict[str, Any]] = [
        {
            "mark": line,
            "encoding": {"x": step, "y": {"field": "rmse", **rmse}, **curve, "tooltip": tooltip},
        }
    ]
    if data.constant is not None:
        rule = {"curve": CONSTANT, "rmse": data.constant}
        layers.append({
            "data": {"values": [rule]},
            "mark": "rule",
            "encoding": {"y": {"field": "rmse", **rmse}, **curve},
        })  # fmt: skip
    return {"layer": layers, "height": HEIGHT}


def trace_text(data: Trace, *, until: int | None = None) -> str:
    """Say where each error stands at a step, by default the last."""
    place = int(np.searchsorted(data.steps, data.steps[-1] if until is None else until, "right"))
    if place == 0:
        return "Before the first step there is nothing to judge: play, or take a step."
    numbers = ", ".join(
        f"{name} {usd(value) if np.isfinite(value := values[place - 1]) else 'diverged'}"
        for name, values in data.errors
    )
    constant = "" if data.constant is None else f"; {CONSTANT} {usd(data.constant)}"
    scale = " The axis is logarithmic." if data.limits.log else ""
    return f"RMSE at step {data.steps[place - 1]:,}: {numbers}{constant}.{scale}"


def _colours(look: Look) -> dict[str, str]:
    """Return the colour of each curve. Every step has another training batch: a restless line."""
    return {
        TRAIN: look.main,
        TRAIN_EVAL: look.third,
        VAL: look.second,
        TRAIN_BATCH: faded(look.main, 0.6),
        VAL_BATCH: look.second,
        CONSTANT: look.muted_text,
    }


def _limits(values: NDArray[np.float64]) -> Limits:
    """Return robust limits, but with nothing above them: how far up a training began is shown."""
    limits = robust_limits(values)
    if not limits.above:
        return limits
    room = 0.05 * (float(np.nanmax(values)) - limits.low)
    return limits._replace(high=float(np.nanmax(values)) + room, above=0)
