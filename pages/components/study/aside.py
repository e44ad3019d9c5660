"""Trials that a reader leaves out: the button beside one, and what is said of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.study import leave_out, left_out_of, take_back
from pages.components.shared import formats, refusal, state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PROBLEM = "trial_aside_problem"


def button(study: str, attributes: Mapping[str, Any], number: int, *, key: str) -> None:
    """Draw the button that leaves a trial out, or takes it in again where it is left out."""
    out = number in left_out_of(attributes)
    st.button(
        "Take it in again" if out else "Leave it out",
        icon=":material/undo:" if out else ":material/block:",
        key=key,
        help="A trial that is left out stays in the table, and counts in no best, importance or "
        "plot. What a search learnt from it stays.",
        on_click=_change,
        args=(study, number, out),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def said(study: str, attributes: Mapping[str, Any]) -> None:
    """Say how many trials of a study are left out, with the way back; nothing where none is."""
    out = left_out_of(attributes)
    if not out:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":material/block: {formats.count(len(out), 'trial')} left out of bests, importances "
            "and plots.",
            width="content",
        )
        st.button(
            "Take all in again",
            icon=":material/undo:",
            type="tertiary",
            key="trial_aside_all",
            on_click=_take_back,
            args=(study, tuple(sorted(out))),
        )


def _change(study: str, number: int, out: bool) -> None:  # noqa: FBT001 - a callback's argument
    try:
        (take_back if out else leave_out)(study, [number], state.workspace())
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)


def _take_back(study: str, numbers: tuple[int, ...]) -> None:
    try:
        take_back(study, numbers, state.workspace())
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
