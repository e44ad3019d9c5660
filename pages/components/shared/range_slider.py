"""A slider for the two ends of a range that other widgets and addresses can move as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def show(
    label: str,
    stops: Sequence[float],
    ends: tuple[float, float],
    *,
    key: str,
    format_func: Callable[[float], str],
    on_change: Callable[[float, float], None],
    label_visibility: Literal["visible", "collapsed"] = "visible",
    meaning: str | None = None,
) -> None:
    """Draw the slider at ``ends``, both among its stops; a move tells ``on_change`` both ends."""
    now = _key(key, ends)
    st.select_slider(
        label,
        stops,
        value=ends,
        key=now,
        format_func=format_func,
        label_visibility=label_visibility,
        help=meaning,
        on_change=lambda: on_change(*st.session_state[now]),
    )


def _key(key: str, ends: tuple[float, float]) -> str:
    """Return the slider's key: a fresh one each time something else moved the range.

    A slider for two values takes its ends from its default, never from session state.
    """
    turn = st.session_state.get(f"{key}_turn", 0)
    if st.session_state.get(f"{key}_{turn}", ends) != ends:
        turn += 1
        st.session_state[f"{key}_turn"] = turn
    return f"{key}_{turn}"
