"""The link of a lesson, to copy, and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from dctaxi.teaching.lessons.file import lesson_text, lesson_to_link
from pages.components.lessons import controls, panel
from pages.components.shared import navigation

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson


def show(lesson: Lesson) -> None:
    """Draw the link, the file and a way to try the lesson as a student."""
    st.markdown("**Its link**, to send to students who use this server; the button copies it:")
    link(lesson.page, lesson_to_link(lesson))
    st.caption("On another server the file does the same: *Open a file* reads it.")
    with st.container(horizontal=True):
        st.download_button(
            "Download as JSON",
            lesson_text(lesson),
            "lesson.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            key="compose_file",
        )
        if st.button(
            "Try it",
            icon=":material/play_arrow:",
            key="compose_try",
            help="Opens it in this tab, as a student finds it; this form keeps what you entered.",
        ):
            controls.begin(lesson)
            navigation.go(navigation.BY_ID[lesson.page])


def link(page: str, word: str) -> None:
    """Draw the address that opens a lesson: ``word`` is its shipped name, or holds all of it."""
    parts = urlsplit(st.context.url or "")
    path = "" if page == navigation.HOME.id else page
    query = f"{panel.LINK_PARAMETER}={word}"
    address = urlunsplit((parts.scheme, parts.netloc, f"/{path}", query, ""))
    st.code(address, language=None, wrap_lines=True)
