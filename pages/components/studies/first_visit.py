"""The first visit: what this is in one sentence, and the button that shows it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.space import PRESETS
from dctaxi.storage import emptied_text
from dctaxi.study import StudyPlan, with_engine
from pages.components.shared import navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain
from pages.components.studies import foreign

_PROBLEM = "first.problem"
_STARTED = "first.started"


class _Offer(NamedTuple):
    """A study to begin with; ``about`` says below its button what it is."""

    name: str
    preset: str
    label: str
    about: str


_FIRST = _Offer(
    "first",
    "quick",
    "Run a first study on sample data",
    "100 real trainings of tiny networks that see the trip's distance, all judged on the same "
    "trips: on this machine, without a network, an account or a GPU.",
)
_CHAPTER = _Offer(
    "chapter",
    "chapter",
    "Run the chapter's study",
    "The chapter's study has the book's own ranges and objective, on raw columns: too few steps to "
    "learn much from them, so what looks best is mostly an easy batch. See for yourself.",
)


def follow() -> None:
    """Go where the study that was just started can be watched."""
    if st.session_state.pop(_STARTED, False):
        navigation.go(sitemap.TRIALS)


def show() -> None:
    """Draw the empty workspace: one button finds something; below it, small, the other ways in."""
    _, middle, _ = st.columns([1, 4, 1])
    with middle, st.container(border=True, horizontal_alignment="center", gap="small"):
        st.space("xsmall")
        st.header("Find what makes a small network good", anchor=False, text_alignment="center")
        st.markdown(
            "Set ranges for the hyperparameters of a taxi-fare model, let a search train hundreds "
            "of networks, and read from three plots where to look next.",
            text_alignment="center",
        )
        _button(_FIRST, primary=True)
        st.caption(_FIRST.about, text_alignment="center")
        problem = st.session_state.pop(_PROBLEM, None) or emptied_text(
            state.workspace().storage_url
        )
        if problem:
            refusal.show(problem)
    with (
        middle,
        st.container(
            horizontal=True,
            horizontal_alignment="center",
            vertical_alignment="center",
            gap="medium",
        ),
    ):
        navigation.link(sitemap.NEW_STUDY, label="Set ranges yourself")
        navigation.link(sitemap.DATA, label="Look at the data")
        _button(_CHAPTER, primary=False)
        foreign.bring()
    middle.caption(_CHAPTER.about, text_alignment="center")


def _button(offer: _Offer, *, primary: bool) -> None:
    st.button(
        Plain(offer.label),
        type="primary" if primary else "tertiary",
        icon=":material/play_arrow:",
        key=f"{offer.name}-study",
        on_click=_start,
        args=(offer,),
    )


def _start(offer: _Offer) -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds it queued."""
    preset = PRESETS[offer.preset]
    plan = StudyPlan(
        name=offer.name,
        space=preset.space,
        objective=preset.objective,
        feature_set=preset.feature_set,
    )
    try:
        state.runner().submit(StudyJob(with_engine(plan, "auto")))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_STARTED] = True
        state.select_study(plan.name)
