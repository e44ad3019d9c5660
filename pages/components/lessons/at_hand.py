"""The lesson that this tab has open: what it sets in the tab, and the guesses committed to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.teaching.lessons import lesson_from_json, lesson_to_json
from pages.components.shared import state
from pages.components.trained import origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.teaching.lessons import Lesson, StateValue

_LESSON = "lesson"
_ANSWERS = "lesson_answers"


def current() -> Lesson | None:
    """Return the lesson that this tab has open."""
    stored = st.session_state.get(_LESSON)
    return None if stored is None else lesson_from_json(json.loads(stored))


def begin(lesson: Lesson) -> None:
    """Open a lesson: its space, data and control values become the tab's."""
    st.session_state[_LESSON] = json.dumps(lesson_to_json(lesson))
    if lesson.space is not None:
        state.set_working_space(lesson.space)
        # What starts from a study else would show that one's space and not the lesson's.
        st.session_state[origin.KEY] = origin.SPACE
    if lesson.source is not None or lesson.feature_set is not None:
        now = state.data_choice()
        state.set_data_choice(
            state.DataChoice(lesson.source or now.source, lesson.feature_set or now.feature_set)
        )
    put(lesson.state)


def leave() -> None:
    """Close the lesson; what it set stays where it is, and can be changed again."""
    st.session_state.pop(_LESSON, None)


def put(values: Mapping[str, StateValue]) -> None:
    """Give controls the values of a lesson, as their widgets hold them."""
    for name, value in values.items():
        st.session_state[name] = list(value) if isinstance(value, tuple) else value


def answer_to(lesson: Lesson) -> float | str | None:
    """Return what was guessed in a lesson, None as long as nothing was."""
    answer: float | str | None = st.session_state.get(_ANSWERS, {}).get(_name(lesson))
    return answer


def commit(lesson: Lesson, answer: float | str) -> None:
    """Keep a guess."""
    st.session_state[_ANSWERS] = {**st.session_state.get(_ANSWERS, {}), _name(lesson): answer}


def take_back(lesson: Lesson) -> None:
    """Forget a guess."""
    others = {k: v for k, v in st.session_state.get(_ANSWERS, {}).items() if k != _name(lesson)}
    st.session_state[_ANSWERS] = others


def awaits_guess() -> bool:
    """Tell whether the lesson has a guess that is still to be made."""
    lesson = current()
    return lesson is not None and lesson.guess is not None and answer_to(lesson) is None


def _name(lesson: Lesson) -> str:
    """Return what tells the guesses of lessons apart: everything that decides the truth."""
    return " ".join(plan.key for plan in lesson.guess_plans())
