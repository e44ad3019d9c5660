"""The views of the Plots page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.search import labels
from pages.components import (
    view_curves,
    view_duration,
    view_ecdf,
    view_history,
    view_honesty,
    view_rank,
    view_slice,
    view_timeline,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pages.components.view_scene import Scene

VIEW_PARAMETER = "view"
"""Name of the URL parameter that says which view is shown."""

_KEY = "plot_view"

VIEWS: Mapping[str, Callable[[Scene], None]] = {
    "history": view_history.show,
    "slice": view_slice.show,
    "rank": view_rank.show,
    "curves": view_curves.show,
    "honesty": view_honesty.show,
    "ecdf": view_ecdf.show,
    "timeline": view_timeline.show,
    "duration": view_duration.show,
}


def show(scene: Scene) -> None:
    """Let the reader choose a view, and draw it."""
    if _KEY not in st.session_state:
        wanted = st.query_params.get(VIEW_PARAMETER)
        st.session_state[_KEY] = wanted if wanted in VIEWS else next(iter(VIEWS))
    chosen = st.pills(
        "View",
        list(VIEWS),
        required=True,
        format_func=lambda view: labels.PLOTS[view].label,
        key=_KEY,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    st.query_params[VIEW_PARAMETER] = chosen
    with st.container(key=f"panel_{chosen}"):
        VIEWS[chosen](scene)
