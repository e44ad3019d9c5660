"""Rows of words with a bar below each: how shares are drawn, whatever they are shares of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dctaxi.plots.parts.template import Look, TemplateName, add_end_title, make_figure

ROW_PX = 40
WORDS_PX = 11
"""The longest name with the longest verdict fits on a telephone of 390 pixels."""

_BAR = 0.42
_BAR_BELOW = 0.26
"""Height of a bar, and how far its middle lies below the words of its row, in rows."""


def rows_figure(
    traces: Sequence[Any],
    template: TemplateName,
    rows: int,
    *,
    longest: float,
    title: str,
    **layout: Any,
) -> go.Figure:
    """Return the figure of so many rows, the first on top; shares reach to ``longest``.

    An empty ``title`` leaves out that of the axis.
    """
    figure = make_figure(
        traces,
        template,
        xaxis={"tickformat": ".0%", "range": [0, 1.04 * longest], "rangemode": "tozero"},
        yaxis={
            "range": [rows - 0.5, -0.5],
            "showgrid": False,
            "showticklabels": False,
            "zeroline": False,
        },
        **layout,
    )
    if title:
        add_end_title(figure, title)
    return figure


def places(rows: int) -> list[float]:
    """Return where the bars of so many rows lie."""
    return [row + _BAR_BELOW for row in range(rows)]


def share_bars(shares: Sequence[tuple[float, float, float]], ink: str, **trace: Any) -> go.Bar:
    """Return a bar for each share, with its interval; a share is a value, its low and high end."""
    return go.Bar(
        x=[value for value, _, _ in shares],
        y=places(len(shares)),
        width=_BAR,
        orientation="h",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - value for value, _, high in shares],
            "arrayminus": [value - low for value, low, _ in shares],
            "color": ink,
            "thickness": 1.2,
            "width": 4,
        },
        **trace,
    )


def row_words(texts: Sequence[str], look: Look) -> go.Scatter:
    """Return the words of each row, above its bar."""
    return go.Scatter(
        x=[0.0] * len(texts),
        y=[row - 0.04 for row in range(len(texts))],
        mode="text",
        text=list(texts),
        textposition="top right",
        textfont={"color": look.text, "size": WORDS_PX},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
