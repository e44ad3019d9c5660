"""Which of a page's views is shown: pills, kept across pages and said in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import address
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.plots import Plot

PARAMETER = "view"
"""Name of the URL parameter that says which view is shown."""


def show(views: Sequence[Plot], *, key: str) -> str:
    """Let the reader choose one of the views by its title; return its name."""
    titles = {view.name: view.title for view in views}
    address.follow(PARAMETER, list(titles), key=key)
    chosen = st.pills(
        "View",
        list(titles),
        required=True,
        format_func=lambda name: Plain(titles[name]),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    if chosen is None:  # which ``required`` rules out
        chosen = views[0].name
    address.say(PARAMETER, chosen, key=key)
    return chosen
