"""Which space a lesson that is made brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.space.description import describe_space
from dctaxi.space.presets import PRESETS
from pages.components.shared import navigation, state

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace

_TAB, _STUDENT = "tab", "student"


def show() -> SearchSpace | None:
    """Draw the choice; None leaves the student's own space."""
    names = {_TAB: "The one of this tab", _STUDENT: "The student's own"}
    names |= {name: f"Preset: {preset.title}" for name, preset in PRESETS.items()}
    chosen = st.selectbox(
        "Space",
        [_TAB, *PRESETS, _STUDENT],
        format_func=names.__getitem__,
        key="compose_space",
        persist_state="session",
        help="What the Space page shows in this tab, a preset, or what the student has there.",
    )
    if chosen == _STUDENT:
        return None
    space = state.working_space() if chosen == _TAB else PRESETS[chosen].space
    st.caption(describe_space(space))
    if chosen == _TAB:
        navigation.link(navigation.SPACE, label="Change it")
    return space
