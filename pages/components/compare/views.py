"""The views of the Compare page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.compare import differences, distributions, importances, progress
from pages.components.shared import view_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pages.components.compare.choice import Choice

VIEWS: Mapping[str, Callable[[Choice], None]] = {
    "progress": progress.show,
    "studies_ecdf": distributions.show,
    "importance_sides": importances.show,
    "differences": differences.show,
}


def show(choice: Choice) -> None:
    """Let the reader choose a view, and draw it."""
    chosen = view_choice.show(list(VIEWS), key="compare_view")
    with st.container(key=f"panel_{chosen}"):
        VIEWS[chosen](choice)
