"""The lessons that come with the program, each a click away."""

from __future__ import annotations

import streamlit as st

from dctaxi.teaching.lessons.shipped import SHIPPED
from pages.components.lessons import controls, share
from pages.components.shared import navigation


def show() -> None:
    """Draw a card for each lesson, in order."""
    st.markdown(
        "Six lessons in the order of the chapter. Each opens a page with a task above it; most ask "
        "for a guess first, and score it on networks that are trained for the answer."
    )
    at_hand = controls.current()
    for name, lesson in SHIPPED.items():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            first = lesson.task.split("\n\n")[0]
            st.markdown(f"**{lesson.title}**\n\n{first}", width="stretch")
            if lesson == at_hand:
                st.badge("open", icon=":material/school:")
            with st.popover("Link", icon=":material/link:", type="tertiary"):
                share.link(lesson.page, name)
            if st.button("Open", key=f"lesson_open_{name}", icon=":material/play_arrow:"):
                controls.begin(lesson)
                navigation.go(navigation.BY_ID[lesson.page])
