"""The title of an axis at its end: below short bars beside long names, the middle has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROOM_PX = 48
"""Room below the bars for the numbers of their axis and the title."""


def add_end_title(figure: go.Figure, title: str) -> None:
    """Write the horizontal axis's title below its right end, and make room for it."""
    figure.add_annotation(
        text=title,
        showarrow=False,
        xref="paper",
        x=1,
        xanchor="right",
        yref="paper",
        y=0,
        yanchor="bottom",
        yshift=-ROOM_PX,
    )
    figure.update_layout(margin={"b": ROOM_PX})
