"""The guesses that this tab has committed to, by lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.lessons import controls

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson

_ANSWERS = "lesson_answers"


def of(lesson: Lesson) -> float | str | None:
    """Return the answer to a lesson's guess, None where none is given."""
    answer: float | str | None = st.session_state.get(_ANSWERS, {}).get(_name(lesson))
    return answer


def keep(lesson: Lesson, answer: float | str) -> None:
    """Commit to an answer."""
    st.session_state[_ANSWERS] = {**st.session_state.get(_ANSWERS, {}), _name(lesson): answer}


def forget(lesson: Lesson) -> None:
    """Take an answer back."""
    others = {k: v for k, v in st.session_state.get(_ANSWERS, {}).items() if k != _name(lesson)}
    st.session_state[_ANSWERS] = others


def awaited() -> bool:
    """Tell whether the lesson at hand has a guess that is still to be made."""
    lesson = controls.current()
    return lesson is not None and lesson.guess is not None and of(lesson) is None


def _name(lesson: Lesson) -> str:
    """Return what tells the guesses of lessons apart: everything that decides the truth."""
    return " ".join(plan.key for plan in lesson.guess_plans())
