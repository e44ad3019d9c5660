"""Guess first: the student commits to an answer, then trainings with fresh seeds decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.populations.population import POPULATIONS
from dctaxi.teaching.lessons.guessing import FULL_SCORE, score
from pages.components.lessons import answers
from pages.components.shared import refusal
from pages.components.trained import train_button

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Guess, Lesson

_FIELD = "lesson_answer"


def show(lesson: Lesson) -> None:
    """Draw the question; once it is answered, what fresh trainings say and what it scores."""
    guess = lesson.guess
    if guess is None:
        return
    given = answers.of(lesson)
    st.markdown(f":material/psychology_alt: **{guess.question}**")
    if given is None:
        _ask(lesson, guess)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = f"{given:,.2f} USD" if guess.kind == "number" else given
        st.markdown(f"Your guess: **{shown}**", width="stretch")
        st.button(
            "Guess again",
            icon=":material/undo:",
            key="lesson_again",
            type="tertiary",
            on_click=answers.forget,
            args=(lesson,),
        )
    works = train_button.ensure(
        lesson.guess_plans(),
        POPULATIONS,
        key="lesson_truth",
        label="Reveal",
        note="The answer is trained now, with seeds that no page has shown.",
    )
    populations = [work.trained for work in works if work.trained is not None and work.complete]
    if len(populations) == len(guess.options):
        _reveal(guess, given, populations)


def _ask(lesson: Lesson, guess: Guess) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if guess.kind == "number":
            st.number_input(
                "Your guess (USD)", 0.0, 1e6, None, step=0.5, key=_FIELD, placeholder="in USD"
            )
        else:
            labels = [option.label for option in guess.options]
            st.radio("Your guess", labels, index=None, key=_FIELD, horizontal=True)
        st.button(
            "That is my guess",
            icon=":material/check:",
            key="lesson_commit",
            on_click=_keep,
            args=(lesson,),
        )
    if st.session_state.get("lesson_commit") and st.session_state.get(_FIELD) is None:
        refusal.show("Expected a guess, got none: answer first, then it is held against the truth.")


def _reveal(guess: Guess, given: float | str, populations: list[Any]) -> None:
    result = score(guess, given, populations)
    icon = ":material/star:" if result.points == FULL_SCORE else ":material/school:"
    st.markdown(f"{icon} **{result.points} of {FULL_SCORE} points.** {result.sentence}")


def _keep(lesson: Lesson) -> None:
    # A number still stands in its field, and is sent, when the button takes the focus from it.
    answer = st.session_state.get(_FIELD)
    if answer is not None:
        answers.keep(lesson, answer)
