"""The way to the What-if page with ranges that were chosen elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import navigation
from pages.components.trained import start as population_start
from pages.components.whatif import session as whatif_session
from pages.components.whatif.model import WhatIf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.space.dimensions import Dimension
    from pages.components.trained.start import Start


def button(start: Start, dimensions: Mapping[str, Dimension], *, key: str) -> None:
    """Draw the button; the what-if that stood there before can be brought back by its undo."""
    if st.button(
        "Ask what if",
        icon=":material/psychology_alt:",
        key=key,
        help="Trains models in these ranges and in the whole space, and compares them.",
    ):
        _go(start, dimensions)


def _go(start: Start, dimensions: Mapping[str, Dimension]) -> None:
    st.session_state[population_start.KEY] = population_start.STUDY
    now = whatif_session.current(start).now
    what_if = WhatIf(n=now.n, seed=now.seed, method=now.method)
    for name, dimension in dimensions.items():
        what_if = what_if.changed(name, dimension, start.space)
    whatif_session.change(start, lambda session: session.moved(what_if))
    navigation.go(navigation.WHATIF)
