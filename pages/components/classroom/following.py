"""Pages of a class follow its teacher: a lesson that begins opens for all, a reveal is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.access import Role
from dctaxi.classroom import RunState, live
from dctaxi.runner import Pace
from pages.components.classroom import attendance, guess
from pages.components.shared import guess_first, navigation, open_lesson, sitemap, state, who

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run

_SEEN, _OPENED = "class_seen", "class_opened"


@st.cache_resource(show_spinner=False)
def _pace() -> Pace:
    """Return how often tabs look for a lesson that begins: those of thirty every three seconds."""
    return Pace(share=0.2, quickest_s=2.0, slowest_s=5.0)


def follow() -> None:
    """Open the lesson that has begun since; to be called in each run, before the page runs."""
    settings = who.classroom()
    if settings is None:
        return
    run = live(settings)
    st.session_state[_SEEN] = _mark(run)
    st.session_state[guess.FORM_DUE] = False  # until this run comes to one
    if run is None and st.session_state.pop(guess_first.FOLLOWED, None) is not None:
        _leave()
    if run is not None and run.number != st.session_state.get(guess_first.FOLLOWED):
        st.session_state[guess_first.FOLLOWED] = run.number
        if who.actor().role is Role.STUDENT:
            open_lesson.begin(run.lesson)
            st.session_state[_OPENED] = open_lesson.word()
            navigation.go(sitemap.BY_ID[run.lesson.page])
    _watch(settings)


def _leave() -> None:
    """Close the class's lesson where the tab has it open still."""
    if open_lesson.word() == st.session_state.pop(_OPENED, ""):
        open_lesson.leave()


def _watch(settings: ClassSettings) -> None:
    pace, tab, actor = _pace(), state.tab(), who.actor()

    def tick() -> None:
        attendance.presence().note(actor.id)
        with pace.measured(tab):
            seen = _mark(live(settings))
        # A run that was cut off before the form is made good by the next one.
        if seen != st.session_state.get(_SEEN) or st.session_state.get(guess.FORM_DUE):
            st.rerun()

    pace.arrive(tab)
    st.fragment(tick, run_every=pace.seconds(), key="class_watch")()


def _mark(run: Run | None) -> tuple[int, str]:
    return (0, RunState.CLOSED) if run is None else (run.number, run.state)
