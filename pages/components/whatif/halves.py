"""The two halves of What if: the ranges, and their answer, which comes first where one is below the
other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_STYLE = Path(__file__).with_name("halves.css")


def open_halves() -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places of the ranges, of the answer, and of what goes deeper."""
    st.html(_STYLE)
    ranges, answer = st.columns([2, 3], gap="medium")
    return (
        ranges.container(key="whatif_ranges", gap="xsmall"),
        answer.container(key="whatif_answer", gap="small"),
        answer.container(key="whatif_deeper", gap="small"),
    )
