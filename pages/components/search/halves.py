"""The two halves of New study: the ranges, and an aside that stays in sight while they scroll."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_STYLE = Path(__file__).with_name("halves.css")


def open_halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of the ranges and that of the aside."""
    st.html(_STYLE)
    ranges, aside = st.columns([1.75, 1], gap="medium")
    return ranges, aside.container(border=True, key="new_aside", gap="small")


def open_bar() -> DeltaGenerator:
    """Return the place of the estimate and the button, at the lower edge of a telephone."""
    return st.container(
        key="new_bar", horizontal=True, vertical_alignment="center", gap="medium", wrap=False
    )
