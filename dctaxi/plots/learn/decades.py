"""Samples per order of magnitude, in linear scale beside log scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import number_text
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from dctaxi.teaching.log_scale import Spread

DRAWN_POINTS = 1_000
"""Of more samples than this so many evenly spaced ones are drawn; the counts count all."""

_BAR_WIDTH = 0.36
_LOG_ROW, _LINEAR_ROW = 0, 1

DECADES = Plot(
    name="decades",
    title="Samples per order of magnitude",
    question="Where evenly spaced samples of a range fall. In equal steps most of them lie near "
    "the upper end; in log scale each order of magnitude gets as many as the next.",
)


def decades_figure(spread: Spread, *, template: TemplateName) -> go.Figure:
    """Draw the counts as bars over the samples themselves, each order of magnitude equally wide."""
    look = LOOKS[template]
    rows = (
        ("linear", spread.linear, spread.linear_points, look.second, _LINEAR_ROW, -0.5),
        ("log", spread.log, spread.log_points, look.main, _LOG_ROW, 0.5),
    )
    left = [math.log10(decade.low) for decade in spread.linear]
    traces = []
    for name, decades, points, colour, row, side in rows:
        counts = [decade.points for decade in decades]
        traces.append(
            go.Bar(
                x=[edge + 0.5 + side * (_BAR_WIDTH + 0.03) for edge in left],
                y=counts,
                width=_BAR_WIDTH,
                name=f"{name} scale",
                marker={"color": colour},
                text=[f"{count:,}" for count in counts],
                textposition="outside",
                constraintext="none",  # else the counts of narrow bars shrink
                textangle=0,
                textfont={"size": 11},
                cliponaxis=False,
                hovertemplate=f"{name} scale: %{{y:,}} samples<extra></extra>",
            )
        )
        traces.append(
            go.Scatter(
                x=np.log10(points[evenly(len(points), DRAWN_POINTS)]),
                y=np.full(min(len(points), DRAWN_POINTS), row),
                yaxis="y2",
                mode="markers",
                showlegend=False,
                marker={
                    "symbol": "line-ns-open",
                    "size": 14,
                    "color": faded(colour, 0.7),  # an open symbol's line
                    "line": {"width": 1},
                },
                hoverinfo="skip",
            )
        )
    edges = [*left, math.log10(spread.linear[-1].high)]
    most = max(decade.points for decade in (*spread.linear, *spread.log))
    return make_figure(
        traces,
        template,
        height=380,
        barmode="overlay",
        xaxis={
            "tickvals": edges,
            "ticktext": [number_text(10.0**edge) for edge in edges],
            "range": [edges[0] - 0.05, edges[-1] + 0.05],
            "anchor": "y2",
        },
        yaxis={
            "title": {"text": "samples"},
            "domain": [0.3, 1.0],
            "range": [0, 1.12 * most],
            "rangemode": "tozero",
        },
        yaxis2={
            "domain": [0.0, 0.24],
            "range": [-0.6, 1.6],
            "tickvals": [_LOG_ROW, _LINEAR_ROW],
            "ticktext": ["log", "linear"],
            "showgrid": False,
            "zeroline": False,
        },
    )
