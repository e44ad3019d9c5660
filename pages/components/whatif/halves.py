"""The two halves of What if: the ranges, and their answer, which comes first where one is below the
other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import address, sitemap

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_STYLE = Path(__file__).with_name("halves.css")


WHAT_IF, REPEAT = "ranges", "repeat"
_PARTS = {WHAT_IF: "What if", REPEAT: "Repeat"}


def part() -> str:
    """Let the reader choose what is asked: other ranges, or the same trials with other seeds."""
    key = "whatif_part"
    address.follow(sitemap.WHATIF_PART, list(_PARTS), key=key)
    chosen = st.segmented_control(
        "Question",
        list(_PARTS),
        required=True,
        format_func=_PARTS.__getitem__,
        key=key,
        label_visibility="collapsed",
        help="Repeat trains the best trials again with seeds they never had.",
    )
    address.say(sitemap.WHATIF_PART, chosen or WHAT_IF, key=key)
    return chosen or WHAT_IF


def open_halves(*, side_by_side: bool) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places of the ranges, of the answer, and of what goes deeper.

    Where they are not side by side, the ranges and their picture take the whole width.
    """
    if side_by_side:
        st.html(_STYLE)
        ranges, answer = st.columns([2, 3], gap="medium")
    else:
        ranges = answer = st.container()
    return (
        ranges.container(key="whatif_ranges", gap="xsmall"),
        answer.container(key="whatif_answer", gap="small"),
        answer.container(key="whatif_deeper", gap="small"),
    )
