"""The trap: a space that draws TPE to a safe place. The student may look for it before reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import study_baseline
from dctaxi.data import SampleSource, prepare
from dctaxi.teaching.race import (
    RACE_SPACES,
    TRAP,
    TRAP_REPEATS,
    TRAP_TRIALS,
    crowd_sentences,
    crowds,
    tpe_is_no_better,
)
from pages.components.race import form
from pages.components.shared import money, open_lesson, tables
from pages.components.shared.plain import Plain
from pages.components.trained import results

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
    """Offer the reason, in the numbers of this very race, where TPE did no better than random.

    It is what was found on the sample trips.
    """
    plan = race.plan
    is_trap = plan.space == RACE_SPACES[TRAP].space and isinstance(plan.source, SampleSource)
    if not is_trap or not tpe_is_no_better(found):
        return
    st.markdown(
        ":material/help: **Why does TPE not do better here than drawing at random?** Look at what "
        "a network in this space can always score without having learned anything, then open the "
        "answer."
    )
    with st.expander("Show the answer", icon=":material/lightbulb:"):
        constant = _constant(results.stamp(race), race)
        st.markdown(
            "There is a safe place in this space. Without batch normalisation and with a large "
            "learning rate the first steps push every hidden unit below zero, where ReLU answers "
            "nothing, so the network says the same fare for every trip. That is never bad and "
            "never good. With batch normalisation the networks are often much worse, and now and "
            "then clearly better: there the best of this space are. TPE asks where its good "
            "trials were frequent. If its first trials held none of the rare good ones, the safe "
            "ones draw it in, and it ends like them; random cannot be drawn anywhere. A search "
            "that met a good one early goes on from there, so the repeats of TPE end far apart."
        )
        for sampler, sentence in crowd_sentences(crowds(race, constant), constant):
            st.markdown(f"- **{Plain(sampler)}**, {money.plain(sentence)}")
        st.markdown(
            "What helps: narrow the learning rate, or fix batch normalisation, after one look at "
            "the plots; or compare with the constant answer before believing a good value."
        )


def _set_up() -> None:
    st.session_state[form.SPACE] = TRAP
    st.session_state[form.RACERS] = ["random", "tpe"]
    st.session_state[form.REPEATS] = TRAP_REPEATS
    st.session_state[form.TRIALS] = TRAP_TRIALS
    st.session_state[form.ALL_ROWS] = False  # as it was measured


@st.cache_data(max_entries=8, show_spinner=False)
def _constant(stamp: results.Stamp, _race: Race) -> float:  # noqa: ARG001  # the cache's key
    plan = _race.plan
    data = prepare(tables.read(plan.source), plan.feature_set)
    return study_baseline(data, plan.space, plan.objective).typical
