"""Begins a lesson for the class: one that comes with the program, a file, or a race of ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.classroom import Race, begin
from dctaxi.errors import DcTaxiError
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons import MAX_BYTES, SHIPPED, Lesson, parse_lesson
from pages.components.shared import refusal, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings

_PROBLEM = "class_start_problem"
_FILE, _RACE = "file", "race"
_OTHERS = {_FILE: "A lesson from a file", _RACE: "One study for the class: whose ranges win?"}

_TASK = (
    "Everybody sets ranges, then their searches race.\n\n"
    "- Narrow what you think matters, on this page, and send your ranges.\n"
    "- Send again as often as you like until the race begins: the last ones count.\n"
    "- All search with the same seeds and the same number of trials, and are judged on rows that "
    "no search has seen. Is a narrow range worth its risk?"
)


def show(settings: ClassSettings) -> None:
    """Draw the choice of a lesson and the button that begins it for everybody."""
    st.subheader("Begin a lesson for the class", anchor=False)
    titles = {name: lesson.title for name, lesson in SHIPPED.items()} | _OTHERS
    chosen = st.selectbox(
        "Lesson",
        list(titles),
        format_func=titles.__getitem__,
        key="class_lesson",
        persist_state="session",
        help="It opens on everybody's page. Make your own on Learn.",
    )
    race: Race | None = None
    lesson: Lesson | None
    if chosen == _RACE:
        lesson, race = _race_lesson(), _race()
    else:
        lesson = _from_file() if chosen == _FILE else SHIPPED[chosen]
    if lesson is not None:
        about = f"About {lesson.minutes:d} minutes. " if lesson.minutes else ""
        asks = "asks for a guess first" if lesson.guess else "has no guess"
        st.caption(f"{about}It {asks}." if race is None else about)
    st.button(
        "Begin for everybody",
        icon=":material/play_arrow:",
        key="class_begin",
        type="primary",
        disabled=lesson is None,
        on_click=_begin,
        args=(settings, lesson, race),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def _from_file() -> Lesson | None:
    upload = st.file_uploader(
        f"A lesson as JSON, at most {MAX_BYTES // 1024} KiB",
        type="json",
        key="class_lesson_file",
        max_upload_size=1,
    )
    if upload is None:
        return None
    try:
        lesson = parse_lesson(upload.getvalue())
    except DcTaxiError as error:
        refusal.show(error)
        return None
    st.markdown(f"**{Plain(lesson.title)}**")
    return lesson


def _race() -> Race:
    with st.container(horizontal=True):
        searches = st.number_input(
            "Searches each", 1, 32, 8, key="class_race_searches", persist_state="session"
        )
        trials = st.number_input(
            "Trials each", 1, 200, 30, key="class_race_trials", persist_state="session"
        )
    return Race(searches, trials)


def _race_lesson() -> Lesson:
    names = {name: preset.title for name, preset in PRESETS.items()}
    chosen = st.selectbox(
        "The whole space",
        list(names),
        format_func=names.__getitem__,
        key="class_race_space",
        persist_state="session",
        help="What everybody starts from, and what all are compared with.",
    )
    return Lesson(
        "Whose ranges win?",
        "new",
        _TASK,
        space=PRESETS[chosen].space,
        feature_set=PRESETS[chosen].feature_set,
        minutes=15,
        notes="Ask first who narrowed most. After the race: is the winner better than the whole "
        "space by more than noise, and would the same ranges win on other rows?",
    )


def _begin(settings: ClassSettings, lesson: Lesson | None, race: Race | None) -> None:
    if lesson is None:
        return
    try:
        begin(settings, who.actor(), lesson, race)
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
