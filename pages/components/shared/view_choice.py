"""Which of a page's views is shown: pills, kept across pages and said in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

PARAMETER = "view"
"""Name of the URL parameter that says which view is shown."""


def show(views: Sequence[str], *, key: str) -> str:
    """Let the reader choose one of the views, named as ``labels.PLOTS`` does; return it.

    An address leads where it says another than this page wrote last: so do links from other pages.
    """
    wanted, said = st.query_params.get(PARAMETER), f"{key}_said"
    if wanted in views and wanted != st.session_state.get(said):
        st.session_state[key] = wanted
    st.session_state.setdefault(key, views[0])
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
    st.query_params[PARAMETER] = st.session_state[said] = chosen
    return chosen
