"""Whether the reader holds a filter, so that nothing is drawn anew under the hand that sets it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_KEY = "filters_hold"

# ``held`` in its state is True from pressing the pointer in the sidebar until letting it go.
_WATCHED = st.components.v2.component(
    "dctaxi.filters_hold",
    html="<span></span>",
    js=Path(__file__).with_name("hold.js").read_text("utf-8"),
)


def watch() -> None:
    """Watch the pointer in the sidebar that this is drawn in."""
    _WATCHED(key=_KEY, default={"held": False}, on_held_change=lambda: None, height="content")


def is_held() -> bool:
    """Tell whether the pointer is down in the sidebar."""
    return bool((st.session_state.get(_KEY) or {}).get("held"))
