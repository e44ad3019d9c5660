"""A teacher at the lesson of the class: notes, who has answered, reveal, reset, end, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.classroom import (
    RunState,
    answers,
    answers_csv,
    scores_csv,
)
from pages.components.classroom import attendance, controls, picture, race_result
from pages.components.shared import lesson_notes, navigation, sitemap, who
from pages.components.shared.plain import Plain, prose

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run, Scores

_POLL_S = 1.0


def show(settings: ClassSettings, run: Run) -> None:
    """Draw the lesson at hand with what its teacher does next."""
    lesson = run.lesson
    with st.container(border=True, key="class_lead"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(Plain(lesson.title), anchor=False, width="stretch")
            navigation.link(sitemap.STAGE)
            navigation.link(
                sitemap.BY_ID[lesson.page],
                label="Open its page",
                icon=":material/arrow_forward:",
            )
        lesson_notes.show(lesson)
        with st.expander("The task, as students read it"):
            st.markdown(prose(lesson.task))
        if lesson.guess is not None:
            st.markdown(f":material/psychology_alt: **{Plain(lesson.guess.question)}**")
        controls.show(settings, run)
        table = _state(settings, run)
        if run.state is RunState.REVEALED:
            _files(settings, run, table)


def _state(settings: ClassSettings, run: Run) -> Scores | None:
    if run.state is RunState.OPEN:
        _arriving(settings, run)
        if run.lesson.guess is not None and run.race is None:
            picture.hidden(settings, run)
        return None
    if run.race is not None:
        race_result.show(settings, run)
        return None
    return picture.revealed(settings, run) if run.lesson.guess is not None else None


def _arriving(settings: ClassSettings, run: Run) -> None:
    done = "answered" if run.race is None else "sent ranges"

    def tick() -> None:
        came, students, missing = attendance.of(settings, run)
        st.progress(
            came / students if students else 0.0,
            text=f"{came:d} of {students:d} have {done}",
        )
        if missing:
            st.caption(f"Missing: {Plain(', '.join(missing))}")

    if run.lesson.guess is not None or run.race is not None:
        st.fragment(tick, run_every=_POLL_S, key="class_count")()


def _files(settings: ClassSettings, run: Run, table: Scores | None) -> None:
    given = answers(settings, who.actor(), run)
    with st.container(horizontal=True):
        st.download_button(
            "Answers as CSV",
            answers_csv(given),
            f"answers-{run.number}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="class_answers_csv",
        )
        if table is not None:
            st.download_button(
                "Scores as CSV",
                scores_csv(table),
                f"scores-{run.number}.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key="class_scores_csv",
            )
