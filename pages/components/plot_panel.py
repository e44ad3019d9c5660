"""One figure as every page draws it: the plot, its takeaway in words, and a copy to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.search import labels
from pages.components import plot_export

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.plots.template import TemplateName

_CONFIG = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["zoomIn2d", "zoomOut2d", "autoScale2d"],
}


class Drawn(NamedTuple):
    """A figure and the sentence that says what it shows."""

    figure: go.Figure
    takeaway: str


def template() -> TemplateName:
    """Return the look that fits the reader's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(plot: str) -> DeltaGenerator:
    """Name a plot as ``labels.PLOTS`` does; return the row, for what else belongs into it."""
    row = st.container(horizontal=True, vertical_alignment="center")
    known = labels.PLOTS[plot]
    row.subheader(known.label, help=known.help, anchor=False, width="stretch")
    return row


def show(
    drawn: Drawn, row: DeltaGenerator, *, key: str, on_click: Callable[[], None] | None = None
) -> None:
    """Draw a figure, its takeaway below it and the ways to take it away in the heading's row.

    ``on_click`` is called when a point of the figure is clicked.
    """
    st.plotly_chart(
        drawn.figure,
        theme=None,
        key=key,
        config={**_CONFIG, "toImageButtonOptions": {"filename": key, "scale": 2}},
        on_select=on_click or "ignore",
        selection_mode="points",
        alt=drawn.takeaway,
    )
    below(drawn, row, key=key)


def below(drawn: Drawn, row: DeltaGenerator, *, key: str) -> None:
    """Write the takeaway under a figure, however it was drawn, and the ways to take it away."""
    st.caption(drawn.takeaway)
    plot_export.show(drawn.figure, drawn.takeaway, row, look=template(), key=key)
