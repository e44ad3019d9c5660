"""Makes a lesson: words, page, space, data, controls, a guess; its link and its file."""

from __future__ import annotations

import secrets

import streamlit as st

from dctaxi.errors import LessonError
from dctaxi.teaching.lessons.lesson import MAX_LINE, MAX_SEED, MAX_TASK, PAGES, Lesson
from pages.components.lessons import (
    compose_controls,
    compose_data,
    compose_guess,
    compose_space,
    share,
)
from pages.components.shared import state

_SEED = "compose_seed"


def show() -> None:
    """Draw the form and, where it holds a lesson, its link and its file."""
    st.markdown(
        "What your students should find, and what they should do there. Everything is kept in "
        "this tab while you look at other pages."
    )
    left, right = st.columns(2, gap="large")
    with left:
        title = st.text_input(
            "Title", key="compose_title", max_chars=MAX_LINE, persist_state="session"
        )
        place_of_title = st.container()
        page = st.selectbox(
            "Page",
            PAGES,
            index=PAGES.index("whatif"),
            key="compose_page",
            persist_state="session",
            help="Where the lesson leads to, by its address.",
        )
        task = st.text_area(
            "Task, in Markdown without links and pictures",
            key="compose_task",
            max_chars=MAX_TASK,
            height=220,
            persist_state="session",
        )
        place_of_task = st.container()
    with right:
        space = compose_space.show()
        source, feature_set = compose_data.show()
    with left:
        guess, complete = compose_guess.show(space or state.working_space())
        if guess is not None and source is None:
            st.caption("A guess is scored on the sample trips where the lesson brings no others.")
    with right:
        seed = _seed()
        controls = compose_controls.show(page)
    if not title or not task or not complete:
        missing = [name for name, text in (("a title", title), ("a task", task)) if not text]
        if missing:
            st.caption(f"A lesson needs {' and '.join(missing)}.")
        return
    try:
        lesson = Lesson(
            title=title,
            page=page,
            task=task,
            space=space,
            source=source,
            feature_set=feature_set,
            seed=seed,
            guess=guess,
            **controls._asdict(),
        )
    except LessonError as error:
        places = {"title": place_of_title, "task": place_of_task}
        place = places.get(str(error).partition(":")[0], st)
        place.error(str(error), icon=":material/error:")
        return
    share.show(lesson)


def _seed() -> int:
    """Ask for the lesson's seed, at first one that nobody has seen."""
    st.session_state.setdefault(_SEED, secrets.randbelow(MAX_SEED + 1))
    return st.number_input(
        "Seed of the lesson",
        0,
        MAX_SEED,
        key=_SEED,
        persist_state="session",
        help="Numbers the fresh draws on which a guess is scored, and draws the study of From "
        "plots to ranges: every student meets the same.",
    )
