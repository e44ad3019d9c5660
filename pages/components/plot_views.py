"""The views of the Plots page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import (
    view_choice,
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
    chosen = view_choice.show(list(VIEWS), key="plot_view")
    with st.container(key=f"panel_{chosen}"):
        VIEWS[chosen](scene)
