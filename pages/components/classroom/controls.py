"""What the teacher of a lesson does next: reveal, begin anew, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.classroom import RunState, close, reset, reveal
from dctaxi.errors import DcTaxiError
from pages.components.classroom import race_result, truth
from pages.components.shared import refusal, who

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.classroom import ClassSettings, Run

_PROBLEM = "class_lead_problem"


def show(settings: ClassSettings, run: Run) -> None:
    """Draw the buttons, each with its key, and what went wrong with the last one."""
    asks = run.lesson.guess is not None or run.race is not None
    with st.container(horizontal=True, width="content"):
        if run.state is RunState.OPEN and asks:
            st.button(
                "Race them" if run.race is not None else "Reveal",
                icon=":material/visibility:" if run.race is None else ":material/sports_score:",
                key="class_reveal",
                type="primary",
                shortcut="PageDown",  # what a presenter holds in the hand sends
                on_click=_try,
                args=(_reveal, settings, run),
                help="Closes the answers, shows all of them, and trains networks for the truth.",
            )
        if asks:
            with st.popover("Reset", icon=":material/restart_alt:", key="class_reset_ask"):
                st.markdown("It starts over, on draws that nobody has seen.")
                st.button(
                    "Delete all answers",
                    icon=":material/delete:",
                    key="class_reset",
                    on_click=_try,
                    args=(_reset, settings, run),
                )
        st.button(
            "End the lesson",
            icon=":material/stop_circle:",
            key="class_close",
            on_click=_try,
            args=(_close, settings, run),
            help="Everybody gets their own pages back; answers are kept.",
        )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def _reveal(settings: ClassSettings, run: Run) -> None:
    reveal(settings, who.actor(), run.number)
    if run.race is not None:
        race_result.start(settings, run)
    else:
        truth.train(run)


def _reset(settings: ClassSettings, run: Run) -> None:
    reset(settings, who.actor(), run.number)


def _close(settings: ClassSettings, run: Run) -> None:
    close(settings, who.actor(), run.number)


def _try(act: Callable[[ClassSettings, Run], None], settings: ClassSettings, run: Run) -> None:
    try:
        act(settings, run)
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
