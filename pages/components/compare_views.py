"""The views of the Compare page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.search import labels
from pages.components import (
    compare_differences,
    compare_distributions,
    compare_importances,
    compare_progress,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pages.components.compare_choice import Choice

VIEWS: Mapping[str, Callable[[Choice], None]] = {
    "progress": compare_progress.show,
    "studies_ecdf": compare_distributions.show,
    "importance_sides": compare_importances.show,
    "differences": compare_differences.show,
}


def show(choice: Choice) -> None:
    """Let the reader choose a view, and draw it."""
    chosen = st.pills(
        "View",
        list(VIEWS),
        default=next(iter(VIEWS)),
        required=True,
        format_func=lambda view: labels.PLOTS[view].label,
        key="compare_view",
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    with st.container(key=f"panel_{chosen}"):
        VIEWS[chosen](choice)
