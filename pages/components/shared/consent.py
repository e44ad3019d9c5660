"""What an address asks for waits for one click: opening a link shows, and does nothing.

A page trains at once what its own defaults and the moves of its widgets ask for. A tab that was
opened with parameters in its address waits instead, until its reader presses a button that trains
or moves a widget: no link, in whatever hidden frame, can keep a server busy or write there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import address

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_PAGE = "consent_page"
_OPENED = "consent_opened"
"""The page that a tab was opened with, if its address had parameters; empty once nothing waits."""

_CARRIED = "consent_carried"
_WAITING = "consent_waiting"
"""What was asked for first at each place, as long as it waits; None once it does not."""


def note(page: str, carried: Collection[str]) -> None:
    """Remember what a tab was opened with; to be called in each run, before the address is read.

    Parameters speak of the page that was opened with them, those that are ``carried`` of all.
    """
    st.session_state[_PAGE] = page
    if _OPENED not in st.session_state:
        brought = address.names()
        st.session_state[_OPENED] = page if brought else ""
        st.session_state[_CARRIED] = not brought.isdisjoint(carried)
        st.session_state[_WAITING] = {}


def awaited(place: str, asked: Sequence[str]) -> bool:
    """Tell whether what is asked for waits for a click, since only the address asks for it.

    ``place`` is where on the page, ``asked`` the keys of plans. Once a widget of the page that was
    opened has made them other plans, it is the reader who asks.
    """
    opened = st.session_state.get(_OPENED)
    if not opened:
        return False
    if opened != st.session_state[_PAGE]:
        carried: bool = st.session_state[_CARRIED]
        return carried
    waiting = st.session_state[_WAITING]
    waits: bool = waiting.setdefault(place, list(asked)) == list(asked)
    if not waits:
        waiting[place] = None
    return waits


def give() -> None:
    """Let nothing wait any more: the reader has agreed with a click."""
    st.session_state[_OPENED] = ""
