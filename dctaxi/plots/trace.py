"""One training step by step: its errors as they fall, up to the step that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.numbers import Limits, robust_limits, usd
from dctaxi.plots.objective_axis import objective_axis
from dctaxi.plots.template import LOOKS, TemplateName, make_figure

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

TRAIN, TRAIN_EVAL, VAL = (
    "training batch, training mode",
    "the same batch, eval mode",
    "validation batch, eval mode",
)


class Trace(NamedTuple):
    """Errors in USD after each of ``steps``, by name; ``limits`` are those of the whole training,
    so that the axes stand still while it plays.
    """

    steps: NDArray[np.int64]
    errors: tuple[tuple[str, NDArray[np.float64]], ...]
    limits: Limits


def trace_data(frame: pd.DataFrame, *, modes: bool) -> Trace:
    """Return the curves of a watched training; ``modes`` adds the training batch in eval mode."""
    columns = ((TRAIN, "train_rmse"), (TRAIN_EVAL, "train_rmse_eval"), (VAL, "val_rmse"))
    kept = [(name, column) for name, column in columns if modes or name != TRAIN_EVAL]
    errors = tuple((name, frame[column].to_numpy(dtype=np.float64)) for name, column in kept)
    seen = np.concatenate([values for _, values in errors])
    return Trace(frame["step"].to_numpy(dtype=np.int64), errors, robust_limits(seen))


def trace_figure(data: Trace, *, template: TemplateName, until: int | None = None) -> go.Figure:
    """Draw the curves up to and with step ``until``, by default to the end."""
    look = LOOKS[template]
    styles = {
        TRAIN: {"color": look.main, "width": 2},
        TRAIN_EVAL: {"color": look.third, "width": 2},
        VAL: {"color": look.second, "width": 2, "dash": "dot"},
    }
    last = int(data.steps[-1])
    shown = data.steps <= (last if until is None else until)
    return make_figure(
        [
            go.Scatter(
                x=data.steps[shown],
                y=values[shown],
                mode="lines",
                name=name,
                line=styles[name],
                hovertemplate=f"step %{{x}}, {name}: %{{y:,.2f}} USD<extra></extra>",
            )
            for name, values in data.errors
        ],
        template,
        height=360,
        showlegend=True,
        xaxis={"title": {"text": "training step"}, "range": [0, last * 1.01]},
        yaxis=objective_axis(data.limits, "RMSE (USD)"),
    )


def trace_text(data: Trace, *, until: int | None = None) -> str:
    """Say where each error stands at a step, by default the last."""
    place = int(np.searchsorted(data.steps, data.steps[-1] if until is None else until, "right"))
    if place == 0:
        return "Before the first step there is nothing to judge: play, or take a step."
    told = ", ".join(
        f"{name} {usd(value) if np.isfinite(value := values[place - 1]) else 'diverged'}"
        for name, values in data.errors
    )
    scale = " The axis is logarithmic." if data.limits.log else ""
    return f"RMSE at step {data.steps[place - 1]:,}: {told}.{scale}"
