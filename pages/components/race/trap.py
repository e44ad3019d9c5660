"""The trap: a space that draws TPE to a safe place. The student may look for it before reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data import SampleSource
from dctaxi.teaching.race import (
    RACE_SPACES,
    TRAP,
    TRAP_REPEATS,
    TRAP_TRIALS,
    tpe_is_no_better,
)
from pages.components.race import form
from pages.components.shared import open_lesson, term_link

if TYPE_CHECKING:
    from dctaxi.analysis.statistics.final_bests import Verdict
    from dctaxi.teaching.race import Race


def invite() -> None:
    """Draw the way into the trap, where it is not set up already."""
    fields = (form.SPACE, form.RACERS, form.REPEATS, form.TRIALS, form.ALL_ROWS)
    closed = any(map(open_lesson.closed, fields))
    if closed or st.session_state.get(form.SPACE) == TRAP:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            "TPE is not always better: there is a space where what it learns does not help.",
            width="stretch",
        )
        st.button(
            "Set up the trap",
            icon=":material/warning:",
            key="race_trap",
            on_click=_set_up,
        )


def explain(race: Race, found: Verdict) -> None:
    """Offer the reason where TPE did no better than random in the trap on the sample trips."""
    plan = race.plan
    is_trap = plan.space == RACE_SPACES[TRAP].space and isinstance(plan.source, SampleSource)
    if not is_trap or not tpe_is_no_better(found):
        return
    with st.expander("Why does TPE not do better here?", icon=":material/lightbulb:"):
        st.markdown(
            "There is a safe place in this space. A large learning rate without batch "
            "normalisation pushes every hidden unit below zero in the first steps. Then ReLU "
            "answers nothing, and the network gives every trip the same fare. That is never bad "
            "and never good. Networks with batch normalisation are often much worse and now and "
            "then clearly better. TPE asks where good trials were frequent, so it gathers in the "
            "safe place unless its first trials held one of the rare good ones."
        )
        st.markdown(
            "Narrow the learning rate, or fix batch normalisation. Compare a good value with the "
            f"{term_link.word('constant-answer', 'mean-fare baseline')} before you trust it."
        )


def _set_up() -> None:
    st.session_state[form.SPACE] = TRAP
    st.session_state[form.RACERS] = ["random", "tpe"]
    st.session_state[form.REPEATS] = TRAP_REPEATS
    st.session_state[form.TRIALS] = TRAP_TRIALS
    st.session_state[form.ALL_ROWS] = False  # as it was measured
