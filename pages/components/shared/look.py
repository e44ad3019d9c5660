"""Pictures are drawn anew where the reader chooses another theme."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

# ``theme`` in its state follows the reader's choice; that it changes lets the page run again.
_LOOK = st.components.v2.component(
    "dctaxi.look",
    html="<span></span>",
    js=Path(__file__).with_name("look.js").read_text("utf-8"),
)


def watch() -> None:
    """Let the page run again, in which pictures fit the theme, where that changes."""
    _LOOK(key="look", default={"theme": None}, on_theme_change=lambda: None, height="content")
