"""How a lesson is opened: from those that come with the program, from a file, or by its link."""

from __future__ import annotations

import streamlit as st

from dctaxi.errors import LessonError
from dctaxi.teaching.lessons import MAX_BYTES, SHIPPED, lesson_from_link, parse_lesson
from pages.components.shared import address, links, navigation, open_lesson, refusal, sitemap, who
from pages.components.shared.plain import Plain, prose

LINK_PARAMETER = "lesson"
"""Name of the URL parameter that holds a lesson, by its shipped name or as a word."""

_TAKEN = "lesson_links_taken"


def shipped() -> None:
    """Draw a card for each lesson, in order."""
    st.markdown(
        "Seven lessons, in the order of the chapter. Each opens a page with a task above it. Most "
        "ask you to guess first, then train networks to see whether you were right."
    )
    now = open_lesson.current()
    for name, lesson in SHIPPED.items():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            first = lesson.task.split("\n\n")[0]
            # By itself a long text would push the buttons below it, as it does on a telephone.
            with st.container(key=f"lesson_about_{name}"):
                st.markdown(f"**{Plain(lesson.title)}**\n\n{prose(first)}")
            if lesson == now:
                st.badge("open", icon=":material/school:")
            with st.popover("Link", icon=":material/link:", type="tertiary"):
                link(lesson.page, name, key=f"lesson_link_{name}")
            if st.button("Open", key=f"lesson_open_{name}", icon=":material/play_arrow:"):
                open_lesson.begin(lesson)
                navigation.go(sitemap.BY_ID[lesson.page])
    if who.classroom() is None:
        st.caption("Start a class with `python -m dctaxi serve --class`.")


def from_file() -> None:
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
    st.markdown(f"**{Plain(lesson.title)}**\n\n{prose(lesson.task)}")
    if st.button("Open", key="lesson_open_file", type="primary", icon=":material/play_arrow:"):
        open_lesson.begin(lesson)
        navigation.go(sitemap.BY_ID[lesson.page])


def take_link() -> None:
    """Open the lesson that the address brings, once in a tab; say what is wrong with a bad one.

    From then on the address says which lesson is open, so that a reload opens it again.
    """
    wanted = address.text(LINK_PARAMETER)
    taken: list[str] = st.session_state.setdefault(_TAKEN, [])
    # A word that was taken or written before is stale: the browser has not yet heard of another
    # lesson, or that there is none any more.
    if wanted is not None and wanted not in taken:
        taken.append(wanted)
        try:
            lesson = SHIPPED[wanted] if wanted in SHIPPED else lesson_from_link(wanted)
            open_lesson.begin(lesson)
        except LessonError as error:
            refusal.show(error, icon=":material/link_off:")
    if (word := open_lesson.word()) is not None and word not in taken:
        taken.append(word)
    address.write({LINK_PARAMETER: word})


def link(page: str, word: str, *, key: str) -> None:
    """Draw the address that opens a lesson: ``word`` is its shipped name, or holds all of it."""
    links.show(links.address_of(page, {LINK_PARAMETER: word}), key=key, name="the lesson")
