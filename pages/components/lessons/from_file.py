"""Opens a lesson from a JSON file."""

from __future__ import annotations

import streamlit as st

from dctaxi.errors import LessonError
from dctaxi.teaching.lessons.file import MAX_BYTES, parse_lesson
from pages.components.lessons import controls
from pages.components.shared import navigation, refusal


def show() -> None:
    """Draw the place for a file; what it holds is shown before it is opened."""
    upload = st.file_uploader(
        f"A lesson as JSON, at most {MAX_BYTES // 1024} KiB",
        type="json",
        key="lesson_upload",
        max_upload_size=1,
    )
    if upload is None:
        return
    try:
        lesson = parse_lesson(upload.getvalue())
    except LessonError as error:
        refusal.show(error)
        return
    st.markdown(f"**{lesson.title}**\n\n{lesson.task}")
    if st.button("Open", key="lesson_open_file", type="primary", icon=":material/play_arrow:"):
        controls.begin(lesson)
        navigation.go(navigation.BY_ID[lesson.page])
