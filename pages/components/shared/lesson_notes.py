"""What a lesson says to its teacher alone: how long it takes, and what students will say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import who
from pages.components.shared.plain import prose

if TYPE_CHECKING:
    from dctaxi.teaching.lessons import Lesson


def show(lesson: Lesson) -> None:
    """Draw it to teachers, as one person alone is; nothing to students."""
    if not who.teaches() or not (lesson.notes or lesson.minutes):
        return
    minutes = f", {lesson.minutes:d} minutes" if lesson.minutes else ""
    if not lesson.notes:
        st.caption(f":material/schedule: For the teacher{minutes}.")
        return
    with st.expander(f"For the teacher{minutes}", icon=":material/co_present:"):
        st.markdown(prose(lesson.notes))
