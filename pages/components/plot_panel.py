"""One figure as every page draws it: title, plot, takeaway in words, and a copy to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

_CONFIG = {"displaylogo": False, "scrollZoom": False}


def template() -> str:
    """Return the Plotly template that fits the reader's theme."""
    return "plotly_dark" if st.context.theme.type == "dark" else "plotly_white"


def show(
    figure: go.Figure,
    takeaway: str,
    *,
    key: str,
    about: str,
    on_click: Callable[[], None] | None = None,
) -> None:
    """Draw a figure and say below it what it shows; ``on_click`` is called for a clicked point."""
    st.plotly_chart(
        figure,
        key=key,
        config={**_CONFIG, "toImageButtonOptions": {"filename": key, "scale": 2}},
        on_select=on_click or "ignore",
        selection_mode="points",
        alt=takeaway,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(takeaway, width="stretch", help=about)
        st.download_button(
            "HTML",
            icon=":material/download:",
            data=lambda: figure.to_html(include_plotlyjs=True).encode(),
            file_name=f"{key}.html",
            mime="text/html",
            on_click="ignore",
            type="tertiary",
            key=f"{key}_html",
            help="This plot as a page that works without a network. For a picture, use the camera "
            "above the plot.",
        )
