"""Learning curve of one training: training and validation RMSE by step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dctaxi.plots.numbers import usd
from dctaxi.plots.template import LOOKS, TemplateName, empty_figure, make_figure


class Curve(NamedTuple):
    """RMSE in USD at each validated step, steps counted from 1; ``ended`` says how it ended."""

    steps: tuple[int, ...]
    train_rmse: tuple[float, ...]
    val_rmse: tuple[float, ...]
    ended: str


def curve_data(points: Sequence[Sequence[float]] | None, ended: str = "") -> Curve:
    """Return the curve stored with a trial, ``[[step, train_rmse, val_rmse], …]``.

    Points that are not finite are left out; ``ended`` is the trial's message, if it has one.
    """
    kept = [p for p in points or () if all(math.isfinite(number) for number in p)]
    return Curve(
        tuple(int(point[0]) for point in kept),
        tuple(float(point[1]) for point in kept),
        tuple(float(point[2]) for point in kept),
        ended,
    )


def curve_figure(data: Curve, *, template: TemplateName) -> go.Figure:
    """Draw both curves; one line dashed, so that colour is not the only difference."""
    if not data.steps:
        return empty_figure(data.ended or "This training was not validated yet.", template)
    look = LOOKS[template]
    lines = [
        go.Scatter(
            x=data.steps,
            y=values,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 6, "symbol": symbol},
            hovertemplate=f"{name} at step %{{x}}: %{{y:,.2f}} USD<extra></extra>",
        )
        for name, values, colour, dash, symbol in (
            ("training batch", data.train_rmse, look.main, "solid", "circle"),
            ("validation batch", data.val_rmse, look.third, "dash", "square"),
        )
    ]
    return make_figure(
        lines,
        template,
        height=280,
        xaxis={"title": {"text": "training step"}, "range": [0, data.steps[-1] * 1.04]},
        yaxis={"title": {"text": "RMSE (USD)"}, "rangemode": "tozero"},
    )


def curve_text(data: Curve) -> str:
    """Say where both curves end."""
    if not data.steps:
        return data.ended or "This training was not validated yet."
    ended = f" It {data.ended}." if data.ended else ""
    return (
        f"After {data.steps[-1]:,} steps the RMSE is {usd(data.train_rmse[-1])} on the training "
        f"batch and {usd(data.val_rmse[-1])} on the validation batch.{ended}"
    )
