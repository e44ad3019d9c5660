"""Running statistics on their way: where the average row comes out of the first BatchNorm1d."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import log_ticks, number_text
from dctaxi.plots.parts.template import LOOKS, TemplateName, make_figure
from dctaxi.plots.view import Plot
from dctaxi.teaching.batch_norm import SETTLED

if TYPE_CHECKING:
    from dctaxi.teaching.batch_norm import Settling

FLOOR = 0.01
"""Nearer to 0 than this is drawn as this: the axis is logarithmic."""

_DEGREES, _YEAR, _CALENDAR = "latitudes and longitudes", "year", "month, weekday, hour"

SETTLING = Plot(
    name="settling",
    title="Running statistics",
    question="Where the average training trip comes out of the first batch normalisation in "
    "evaluation mode, a line for each feature, in deviations of the feature: 0 is right, and is "
    "what training mode gives. Nearer than 0.01 is drawn at 0.01.",
)


def settling_figure(found: Settling, *, template: TemplateName) -> go.Figure:
    """Draw a line for each feature, features of one kind in one colour."""
    look = LOOKS[template]
    colours = {_DEGREES: look.main, _YEAR: look.third, _CALENDAR: look.second}
    distances = np.maximum(np.abs(found.offsets), FLOOR)
    steps = np.arange(1, len(distances) + 1)
    top = 2 * max(1.0, float(distances.max()))
    ticks = log_ticks(FLOOR, top)
    named: set[str] = set()
    traces = []
    for name, values in zip(found.names, distances.T, strict=True):
        kind = _kind(name)
        traces.append(
            go.Scatter(
                x=steps,
                y=values,
                mode="lines",
                name=kind,
                legendgroup=kind,
                showlegend=kind not in named,
                line={"color": colours[kind], "width": 2},
                hovertemplate=f"{name}, step %{{x}}: %{{y:.3g}} from 0<extra></extra>",
            )
        )
        named.add(kind)
    figure = make_figure(
        traces,
        template,
        height=340,
        showlegend=True,
        xaxis={"title": {"text": "training step"}, "range": [0, len(steps) * 1.01]},
        yaxis={
            "title": {"text": "average trip, distance from 0"},
            "type": "log",
            "range": [float(np.log10(FLOOR)), float(np.log10(top))],
            "tickvals": ticks,
            "ticktext": [number_text(tick) for tick in ticks],
        },
    )
    figure.add_hline(
        y=SETTLED,
        line={"color": look.muted_text, "width": 1, "dash": "dash"},
        annotation={
            "text": "settled below",
            "font": {"color": look.muted_text, "size": 12},
            "y": float(np.log10(SETTLED)),
        },
        annotation_position="bottom left",
    )
    return figure


def _kind(name: str) -> str:
    if "itude" in name:
        return _DEGREES
    return _YEAR if name.startswith("year") else _CALENDAR
