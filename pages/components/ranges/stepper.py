"""The stepper of "From plots to ranges": where the student is, and the ways back and on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.teaching.narrowing import STEPS
from pages.components.shared import address, open_lesson
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP = "ranges_step"
"""Session key, URL parameter and lesson control."""


class Step(NamedTuple):
    """A step: its name in the stepper, its question, and what to look at."""

    title: str
    question: str
    look: str


TEXTS: Mapping[str, Step] = {
    "importances": Step(
        "Importances",
        "Which hyperparameters are worth a range?",
        'Bars marked "more than luck" decide something: keep a range for those. A bar that is no '
        "more than luck tells you nothing either way; fixing that hyperparameter is a bet, and the "
        "last step shows what it cost.",
    ),
    "parallel": Step(
        "Parallel coordinates",
        "Through which intervals do the good trials pass?",
        "The strongest lines scored best. Drag along an axis, or move the sliders, to keep the "
        "interval that they pass through.",
    ),
    "contour": Step(
        "Contour",
        "Are two of the intervals good together?",
        "The best value of one hyperparameter may depend on another. The frame is what your "
        "intervals leave of this pair: the best cells should lie inside.",
    ),
    "ranges": Step(
        "Ranges",
        "What does the next study search?",
        "Your intervals, the whole ranges that you kept, and the best trial's value of everything "
        "else. The seed is never fixed: it is luck itself.",
    ),
    "study": Step(
        "Test",
        "Are these ranges better than the whole space?",
        "Networks are trained in both, drawn at random. None of them existed while you chose, so "
        "this is a fair test; the counts before it were not.",
    ),
}


def show() -> str:
    """Draw the stepper and the question of the step at hand; return the step."""
    if not open_lesson.closed(STEP):
        address.follow(STEP, STEPS, key=STEP)
    st.session_state.setdefault(STEP, STEPS[0])
    place = {step: f"{number}. {TEXTS[step].title}" for number, step in enumerate(STEPS, 1)}
    step: str = open_lesson.draw(
        STEP,
        STEPS[0],
        functools.partial(
            st.segmented_control,
            "Step",
            STEPS,
            required=True,
            format_func=lambda step: Plain(place[step]),
            persist_state="session",
            label_visibility="collapsed",
            wrap=True,
        ),
    )
    address.say(STEP, step, key=STEP)
    st.markdown(f"**{TEXTS[step].question}** {TEXTS[step].look}")
    return step


def ways(step: str, *, why_not: str = "") -> None:
    """Draw the ways back and on; with ``why_not`` there is none on, for this reason."""
    if open_lesson.closed(STEP):
        return
    at = STEPS.index(step)
    with st.container(horizontal=True, vertical_alignment="center"):
        if at > 0:
            st.button(
                "Back",
                icon=":material/chevron_left:",
                key="narrowing_back",
                on_click=_go,
                args=(STEPS[at - 1],),
            )
        if at < len(STEPS) - 1:
            st.button(
                f"Next: {TEXTS[STEPS[at + 1]].title.lower()}",
                icon=":material/chevron_right:",
                icon_position="right",
                type="primary",
                key="narrowing_next",
                disabled=bool(why_not),
                help=Plain(why_not) if why_not else None,
                on_click=_go,
                args=(STEPS[at + 1],),
            )


def _go(step: str) -> None:
    st.session_state[STEP] = step
