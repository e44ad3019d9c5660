"""The browser's way back leads from page to page, whatever pages say in their address."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STEPS = st.components.v2.component(
    "dctaxi.own_steps",
    html="<span></span>",
    js=Path(__file__).with_name("own_steps.js").read_text("utf-8"),
)


def watch() -> None:
    """Let what a page says by itself take no step in the browser's history."""
    _STEPS(key="own_steps", height="content")
