"""Which of a page's views is shown: pills, kept across pages and said in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from pages.components.shared import address

if TYPE_CHECKING:
    from collections.abc import Sequence

PARAMETER = "view"
"""Name of the URL parameter that says which view is shown."""


def show(views: Sequence[str], *, key: str) -> str:
    """Let the reader choose one of the views, named as ``labels.PLOTS`` does; return it."""
    address.follow(PARAMETER, views, key=key)
    chosen: str = st.pills(
        "View",
        views,
        required=True,
        format_func=lambda view: labels.PLOTS[view].label,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    address.say(PARAMETER, chosen, key=key)
    return chosen
