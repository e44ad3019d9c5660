"""The lesson at hand above its page: its task, the guess with its reveal, and the way on.

A student commits to a guess first; then trainings with fresh seeds decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.classroom import RunState
from dctaxi.errors import DcTaxiError
from dctaxi.populations import POPULATIONS
from dctaxi.teaching.lessons import FULL_SCORE, after, score
from pages.components.classroom import guess as guess_of_class
from pages.components.shared import (
    consent,
    guess_field,
    guess_first,
    lesson_notes,
    navigation,
    open_lesson,
    refusal,
    sitemap,
)
from pages.components.shared.plain import Plain, prose
from pages.components.trained import train_button

if TYPE_CHECKING:
    from dctaxi.populations import Population
    from dctaxi.teaching.lessons import Guess, Lesson

_FIELD = "lesson_answer"


def show(page: str) -> None:
    """Draw the lesson's panel, whatever page the student is on; nothing where no lesson is open."""
    open_lesson.enforce(page)
    lesson = open_lesson.current()
    if lesson is None:
        return
    with st.container(border=True, key="lesson_panel"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/school: **{Plain(lesson.title)}**", width="stretch")
            _way_on(lesson, page)
        run = guess_first.run_of_class()
        revealed = run is not None and run.state is RunState.REVEALED
        # On a telephone the task would stand where everybody looks for the result.
        with st.expander("The task") if revealed else st.container():
            st.markdown(prose(lesson.task))
        if not guess_first.question_open():
            lesson_notes.show(lesson)
        try:
            if run is not None:
                if page != sitemap.CLASSROOM.id:  # which shows it itself
                    guess_of_class.show(run)
            elif lesson.guess is not None:
                _guess(lesson, lesson.guess)
        except DcTaxiError as error:
            refusal.show(error)


def _way_on(lesson: Lesson, page: str) -> None:
    if page != lesson.page:
        navigation.link(
            sitemap.BY_ID[lesson.page], label="To its page", icon=":material/arrow_forward:"
        )
    following = after(lesson)
    if following is not None and st.button(
        "Next lesson", icon=":material/skip_next:", key="lesson_next", type="tertiary"
    ):
        open_lesson.begin(following)
        navigation.go(sitemap.BY_ID[following.page])
    st.button(
        "Leave",
        icon=":material/close:",
        key="lesson_leave",
        type="tertiary",
        help="The page keeps what the lesson set, and everything can be changed again.",
        on_click=open_lesson.leave,
    )


def _guess(lesson: Lesson, guess: Guess) -> None:
    """Draw the question; once it is answered, what fresh trainings say and what it scores."""
    kept = guess_first.answer_to(lesson)
    st.markdown(f":material/psychology_alt: **{Plain(guess.question)}**")
    if kept is None or kept.now is None:
        _ask(lesson, guess)
        return
    given = kept.now
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Your guess: **{Plain(_shown(guess, given))}**", width="stretch")
        st.button(
            "Guess again",
            icon=":material/undo:",
            key="lesson_again",
            type="tertiary",
            on_click=guess_first.commit,
            args=(lesson, None),
        )
    works = train_button.ensure(
        lesson.guess_plans(),
        POPULATIONS,
        key="lesson_truth",
        label="Reveal",
        note="Training the answer now, with seeds that no page has shown.",
    )
    populations = [work.trained for work in works if work.trained is not None and work.complete]
    if len(populations) == len(guess.options):
        _reveal(guess, given, kept.first, populations)


def _ask(lesson: Lesson, guess: Guess) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        guess_field.show(guess, key=_FIELD)
        st.button(
            "That is my guess",
            icon=":material/check:",
            key="lesson_commit",
            on_click=_keep,
            args=(lesson,),
        )
    if st.session_state.get("lesson_commit") and st.session_state.get(_FIELD) is None:
        refusal.show("Expected a guess, got none: guess first, then see how close you came.")


def _reveal(
    guess: Guess,
    given: float | str,
    first: float | str,
    populations: list[Population],
) -> None:
    """Say what is true of the guess at hand, and what the first one earned."""
    result = score(guess, given, populations)
    points = score(guess, first, populations).points
    icon = ":material/star:" if points == FULL_SCORE else ":material/school:"
    earned = f"{points:d} of {FULL_SCORE} points"
    if first == given:
        earned = f"{earned}."
    else:
        earned = f"{earned}, for your first guess: {Plain(_shown(guess, first))}."
    st.markdown(f"{icon} **{earned}** {Plain(result.sentence)}")


def _shown(guess: Guess, answer: float | str) -> str:
    return f"{answer:,.2f} USD" if guess.kind == "number" else str(answer)


def _keep(lesson: Lesson) -> None:
    # A number still stands in its field, and is sent, when the button takes the focus from it.
    answer = st.session_state.get(_FIELD)
    if answer is not None:
        guess_first.commit(lesson, answer)
        consent.give()  # a guess asks for its answer, which is trained
