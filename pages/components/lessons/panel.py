"""The lesson at hand above its page: its task, the guess with its reveal, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError, LessonError
from dctaxi.teaching.lessons.file import lesson_from_link
from dctaxi.teaching.lessons.shipped import SHIPPED, after
from pages.components.lessons import controls, guess
from pages.components.shared import address, navigation, refusal

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson

LINK_PARAMETER = "lesson"
"""Name of the URL parameter that holds a lesson, by its shipped name or as a word."""


def take_link() -> None:
    """Open the lesson that the address brings, once; say what is wrong where it brings none."""
    word = address.take(LINK_PARAMETER)
    if word is None:
        return
    try:
        lesson = SHIPPED[word] if word in SHIPPED else lesson_from_link(word)
        controls.begin(lesson)
    except LessonError as error:
        refusal.show(error, icon=":material/link_off:")


def show(page: str) -> None:
    """Draw the lesson's panel, whatever page the student is on; nothing where no lesson is open."""
    controls.enforce(page)
    lesson = controls.current()
    if lesson is None:
        return
    with st.container(border=True, key="lesson_panel"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/school: **{lesson.title}**", width="stretch")
            _way_on(lesson, page)
        st.markdown(lesson.task)
        if lesson.guess is not None:
            try:
                guess.show(lesson)
            except DcTaxiError as error:
                refusal.show(error)


def _way_on(lesson: Lesson, page: str) -> None:
    if page != lesson.page:
        navigation.link(
            navigation.BY_ID[lesson.page], label="To its page", icon=":material/arrow_forward:"
        )
    following = after(lesson)
    if following is not None and st.button(
        "Next lesson", icon=":material/skip_next:", key="lesson_next", type="tertiary"
    ):
        controls.begin(following)
        navigation.go(navigation.BY_ID[following.page])
    st.button(
        "Leave",
        icon=":material/close:",
        key="lesson_leave",
        type="tertiary",
        help="The page keeps what the lesson set, and everything can be changed again.",
        on_click=controls.leave,
    )
