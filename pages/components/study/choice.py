"""The trial of a study that a reader chose: later steps use it in place of the best one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.study import choice_of, choose_trial
from pages.components.shared import refusal, state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

BADGE = ":violet-badge[:material/bookmark: your choice]"

_PROBLEM = "trial_choice_problem"


def button(study: str, attributes: Mapping[str, Any], number: int, *, key: str) -> None:
    """Draw the button that makes a trial the choice, or takes it back where it is."""
    chosen = choice_of(attributes) == number
    st.button(
        "Take the choice back" if chosen else "Make it my choice",
        icon=":material/bookmark_remove:" if chosen else ":material/bookmark_add:",
        key=key,
        help="Later steps use the trial of your choice. Without one, they use the best.",
        on_click=_choose,
        args=(study, None if chosen else number),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def badge(attributes: Mapping[str, Any]) -> str:
    """Return the badge that names a study's chosen trial, empty where there is none."""
    number = choice_of(attributes)
    return "" if number is None else f":violet-badge[:material/bookmark: choice: trial {number:d}]"


def _choose(study: str, number: int | None) -> None:
    try:
        choose_trial(study, number, state.workspace())
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
