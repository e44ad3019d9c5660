"""Makes a lesson: words, page, space, data, controls, a guess; its link and its file."""

from __future__ import annotations

import secrets

import streamlit as st

from dctaxi.errors import LessonError
from dctaxi.teaching.lessons import (
    MAX_LINE,
    MAX_MINUTES,
    MAX_NOTES,
    MAX_SEED,
    MAX_TASK,
    PAGES,
    Lesson,
    lesson_text,
    lesson_to_link,
)
from pages.components.lessons import guess_form, opening, settings_form
from pages.components.shared import navigation, open_lesson, sitemap, state
from pages.components.shared.plain import Plain, prose

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
            format_func=lambda one: sitemap.BY_ID[one].title,
            key="compose_page",
            persist_state="session",
            help="Where the lesson leads to.",
        )
        task = st.text_area(
            "Task, in Markdown without links and pictures",
            key="compose_task",
            max_chars=MAX_TASK,
            height=220,
            persist_state="session",
        )
        place_of_task = st.container()
        minutes, notes = _for_teachers()
        place_of_notes = st.container()
    with right:
        space = settings_form.space()
        source, feature_set = settings_form.trips()
    with left:
        guess, complete = guess_form.show(space or state.working_space())
        if guess is not None and source is None:
            st.caption("A guess is scored on the sample trips where the lesson brings no others.")
    with right:
        seed = _seed()
        controls = settings_form.controls(page)
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
            minutes=minutes,
            notes=notes,
            **controls._asdict(),
        )
    except LessonError as error:
        places = {"title": place_of_title, "task": place_of_task, "notes": place_of_notes}
        place = places.get(str(error).partition(":")[0], st)
        place.error(Plain(error), icon=":material/error:")
        return
    _share(lesson)


def _for_teachers() -> tuple[int, str]:
    """Ask how long it takes and what a teacher should know; links leave both out."""
    minutes = st.number_input(
        "Minutes it takes",
        0,
        MAX_MINUTES,
        key="compose_minutes",
        persist_state="session",
        help="0 leaves it open. Only teachers see it, like the notes: both are in the file, not "
        "in links.",
    )
    notes = st.text_area(
        "Notes for the teacher",
        key="compose_notes",
        max_chars=MAX_NOTES,
        persist_state="session",
        placeholder="What students will say, and what to ask next.",
    )
    return minutes, notes.strip()


def _preview(lesson: Lesson) -> None:
    """Draw what a student reads above the page."""
    with st.container(border=True, key="compose_preview"):
        st.caption(f"What students read above the page {sitemap.BY_ID[lesson.page].title}:")
        st.markdown(f":material/school: **{Plain(lesson.title)}**")
        st.markdown(prose(lesson.task))
        if lesson.guess is not None:
            st.markdown(f":material/psychology_alt: **{Plain(lesson.guess.question)}**")
            if lesson.guess.kind == "choice":
                labels = [f"- {Plain(option.label)}" for option in lesson.guess.options]
                st.markdown("\n".join(labels))


def _seed() -> int:
    """Ask for the lesson's seed, at first one that nobody has seen."""
    st.session_state.setdefault(_SEED, secrets.randbelow(MAX_SEED + 1))
    return st.number_input(
        "Seed of the lesson",
        0,
        MAX_SEED,
        key=_SEED,
        persist_state="session",
        help="Decides which trainings score a guess: the same for every student.",
    )


def _share(lesson: Lesson) -> None:
    """Draw the link, the file and a way to try the lesson as a student."""
    _preview(lesson)
    st.markdown("**Its link**, to send to students who use this server; the button copies it:")
    opening.link(lesson.page, lesson_to_link(lesson), key="compose_link")
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
            open_lesson.begin(lesson)
            navigation.go(sitemap.BY_ID[lesson.page])
