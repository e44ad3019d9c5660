"""The views of the Plots page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import view_choice
from pages.components.views import (
    curves,
    duration,
    ecdf,
    history,
    honesty,
    rank,
    timeline,
)
from pages.components.views import (
    slice as view_slice,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pages.components.views.scene import Scene

VIEWS: Mapping[str, Callable[[Scene], None]] = {
    "history": history.show,
    "slice": view_slice.show,
    "rank": rank.show,
    "curves": curves.show,
    "honesty": honesty.show,
    "ecdf": ecdf.show,
    "timeline": timeline.show,
    "duration": duration.show,
}


def show(scene: Scene) -> None:
    """Let the reader choose a view, and draw it."""
    chosen = view_choice.show(list(VIEWS), key="plot_view")
    with st.container(key=f"panel_{chosen}"):
        VIEWS[chosen](scene)
