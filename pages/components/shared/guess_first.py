"""Guess first: while a lesson's question is open, no page shows or trains what answers it.

This is the one rule. A page asks ``question_open`` before it draws a conclusion, a result of
trainings or the button that trains. In a class the question is open until the teacher reveals;
outside one, until the reader has answered, which their workspace remembers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.classroom import RunState, live
from dctaxi.teaching.lessons import keep_guess, kept_guess
from pages.components.shared import open_lesson, who

if TYPE_CHECKING:
    from dctaxi.classroom import Run
    from dctaxi.teaching.lessons import KeptGuess, Lesson

FOLLOWED = "class_followed"
"""Session key: the number of the class's lesson that this tab opened."""


def question_open() -> bool:
    """Tell whether the lesson at hand has a question that is still to be answered."""
    lesson = open_lesson.current()
    if lesson is None or lesson.guess is None:
        return False
    run = run_of_class()
    if run is not None:
        return run.state is RunState.OPEN
    given = answer_to(lesson)
    return given is None or given.now is None


def wait() -> None:
    """Say where something is held back."""
    st.info("Answer the lesson's question first.", icon=":material/psychology_alt:")


def run_of_class() -> Run | None:
    """Return the class's lesson where it is the one that this tab has open."""
    settings = who.classroom()
    if settings is None or st.session_state.get(FOLLOWED) is None:
        return None
    run = live(settings)
    lesson = open_lesson.current()
    return run if run is not None and lesson == run.lesson else None


def answer_to(lesson: Lesson) -> KeptGuess | None:
    """Return what was guessed in a lesson outside a class, None as long as nothing was."""
    home = who.home()
    return None if home is None else kept_guess(_question(lesson), home)


def commit(lesson: Lesson, answer: float | str | None) -> None:
    """Keep a guess, the first one for good; None takes it back, to make another."""
    home = who.home()
    if home is not None:
        keep_guess(_question(lesson), answer, home)


def _question(lesson: Lesson) -> str:
    """Return what tells the guesses of lessons apart: everything that decides the truth."""
    return " ".join(plan.key for plan in lesson.guess_plans())
