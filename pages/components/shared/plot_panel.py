"""One figure as every page draws it: the plot, its takeaway in words, and a copy to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dctaxi import labels
from dctaxi.plots.parts.figure_rows import figure_rows
from pages.components.shared import plot_export, term_link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.plots.parts.template import TemplateName

_CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,  # nothing leaves the machine
    "displayModeBar": "hover",
    "scrollZoom": False,
    # Its picture would have no background and the colours of the theme: the menu's are for files.
    "modeBarButtonsToRemove": ["zoomIn2d", "zoomOut2d", "autoScale2d", "toImage"],
}


class Drawn(NamedTuple):
    """A figure and the sentence that says what it shows."""

    figure: go.Figure
    takeaway: str


class Heading(NamedTuple):
    """The row of a plot's heading, a container like any other, and the plot's title."""

    row: DeltaGenerator
    title: str

    def __enter__(self) -> None:
        """Let what is drawn now stand in the row."""
        self.row.__enter__()

    def __exit__(self, *raised: Any) -> None:
        """Let what is drawn from now on stand where it stood before."""
        self.row.__exit__(*raised)


def template() -> TemplateName:
    """Return the look that fits the reader's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(plot: str) -> Heading:
    """Name a plot as ``labels.PLOTS`` does; return the row, for what else belongs into it."""
    known = labels.PLOTS[plot]
    named = titled(known.label, known.help)
    named.row.markdown(term_link.mark(labels.plot_term(plot)), width="content")
    return named


def titled(title: str, about: str) -> Heading:
    """Name a plot that the labels do not know."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.subheader(title, help=about, anchor=False, width="stretch")
    return Heading(row, title)


def show(
    drawn: Drawn, row: Heading, *, key: str, on_click: Callable[[], None] | None = None
) -> None:
    """Draw a figure, its takeaway below it and the ways to take it away in the heading's row.

    ``on_click`` is called when a point of the figure is clicked.
    """
    st.plotly_chart(
        drawn.figure,
        theme=None,
        key=key,
        config=_CONFIG,
        on_select=on_click or "ignore",
        selection_mode="points",
        alt=drawn.takeaway,
    )
    below(drawn, row, key=key)


def below(drawn: Drawn, row: Heading, *, key: str) -> None:
    """Write the takeaway under a figure, however it was drawn, and the ways to take it away."""
    st.caption(drawn.takeaway)
    plot_export.show(drawn, row, look=template(), key=key)


def drawn_table(drawn: Drawn, *, key: str) -> None:
    """Draw what a figure draws as a table, where no better table stands beside it."""
    table(lambda: figure_rows(drawn.figure), key=key)


def table(
    rows: Callable[[], pd.DataFrame], *, key: str, config: Mapping[str, Any] | None = None
) -> None:
    """Draw the numbers behind a figure in a table that is made once it is opened."""
    opened = st.expander(
        "The numbers as a table", icon=":material/table:", key=f"{key}_numbers", on_change="rerun"
    )
    if opened.open:
        with opened:
            st.dataframe(rows(), hide_index=True, key=f"{key}_table", column_config=config)
