"""The first visit: what this is in one sentence, and one button that shows it."""

from __future__ import annotations

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan
from dctaxi.training import default_engine
from pages.components.shared import navigation, refusal, state

_PROBLEM = "first.problem"
_STARTED = "first.started"


def follow() -> None:
    """Go where the study that was just started can be watched."""
    if st.session_state.pop(_STARTED, False):
        navigation.go(navigation.RUN)


def show() -> None:
    """Draw the empty workspace; the button runs the chapter's study."""
    _, middle, _ = st.columns([1, 2.5, 1])
    with middle, st.container(border=True, horizontal_alignment="center", gap="medium"):
        st.space("small")
        st.markdown("# :primary[:material/local_taxi:]", text_alignment="center")
        st.header("Find what makes a small network good", anchor=False, text_alignment="center")
        st.markdown(
            "Set ranges for the hyperparameters of a taxi-fare model, let a search train hundreds "
            "of networks in the background, and read from three plots where to look next.",
            text_alignment="center",
        )
        st.button(
            "Run the chapter's study on sample data",
            type="primary",
            icon=":material/play_arrow:",
            key="first-study",
            on_click=_start,
        )
        problem = st.session_state.pop(_PROBLEM, None)
        if problem is not None:
            refusal.show(problem)
        st.caption(
            "100 real trainings on synthetic trips, on this machine: no network, account or GPU.",
            text_alignment="center",
        )
        st.space("xsmall")
    with st.container(horizontal=True, horizontal_alignment="center", gap="large"):
        navigation.link(navigation.DATA, label="Look at the data")
        navigation.link(navigation.SPACE, label="Set ranges yourself")


def _start() -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds it queued."""
    preset = PRESETS[state.DEFAULT_PRESET]
    plan = StudyPlan(
        name=state.DEFAULT_PRESET,
        space=preset.space,
        feature_set=preset.feature_set,
        engine=default_engine(),
    )
    try:
        state.runner().submit(StudyJob(plan))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_STARTED] = True
        state.select_study(plan.name)
