"""A student at the lesson of the class: the one guess, then the wait, then what all guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.access import Action
from dctaxi.classroom import RunState, answer, own_answer
from dctaxi.errors import DcTaxiError
from dctaxi.space import SearchSpace, describe_space
from pages.components.classroom import picture, race_result
from pages.components.shared import guess_field, refusal, state, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run, Value
    from dctaxi.teaching.lessons import Guess

_FIELD, _PROBLEM = "class_answer", "class_answer_problem"

FORM_DUE = "class_form_due"
"""Session key: whether a page began to draw a question and has not come to the end of its form."""


def show(run: Run) -> None:
    """Draw the question and the field, or what became of the answer."""
    settings = who.classroom()
    if settings is None:
        return
    st.session_state[FORM_DUE] = True
    given = own_answer(settings, who.actor(), run)
    if run.race is not None:
        _race(settings, run, given)
    elif run.lesson.guess is not None:
        _question(settings, run, run.lesson.guess, given)
    st.session_state[FORM_DUE] = False


def _question(
    settings: ClassSettings, run: Run, guess: Guess, given: Value | SearchSpace | None
) -> None:
    st.markdown(f":material/psychology_alt: **{Plain(guess.question)}**")
    if run.state is RunState.REVEALED:
        picture.revealed(settings, run)
    elif given is not None:
        said = f"{given:,.2f} USD" if isinstance(given, float) else Plain(given)
        st.markdown(
            f":material/check: Your guess: **{said}**. It is saved, and stays hidden until the "
            "reveal."
        )
    elif who.actor().may(Action.ANSWER):
        _ask(run, guess)


def _ask(run: Run, guess: Guess) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        guess_field.show(guess, key=_FIELD)
        st.button(
            "That is my guess",
            icon=":material/check:",
            key="class_commit",
            type="primary",
            on_click=_keep,
            args=(run,),
        )
    st.caption("You can guess once, and nobody sees it before the reveal.")
    _say_problem()


def _race(settings: ClassSettings, run: Run, given: object) -> None:
    if run.state is RunState.REVEALED:
        race_result.show(settings, run)
        return
    same = given == state.working_space()
    if isinstance(given, SearchSpace):
        st.markdown(
            ":material/check: These ranges race for you"
            + (", as set in this tab: " if same else "; this tab has others by now: ")
            + f"{Plain(describe_space(given))}"
        )
    if who.actor().may(Action.ANSWER):
        st.button(
            "Send my ranges"
            if given is None
            else "These are sent"
            if same
            else "Send these ranges instead",
            icon=":material/sports_score:",
            key="class_ranges",
            type="primary",
            disabled=same,
            help="The ranges of New study in this tab. Send again as often as you like: the last "
            "ones count.",
            on_click=_send,
            args=(run,),
        )
    _say_problem()


def _keep(run: Run) -> None:
    value = st.session_state.get(_FIELD)
    if value is None:
        st.session_state[_PROBLEM] = "Expected a guess, got none: answer first."
        return
    _answer(run, value)


def _send(run: Run) -> None:
    _answer(run, state.working_space())


def _answer(run: Run, value: float | str | SearchSpace) -> None:
    settings = who.classroom()
    if settings is None:
        return
    try:
        answer(settings, who.actor(), run.number, value)
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)


def _say_problem() -> None:
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)
