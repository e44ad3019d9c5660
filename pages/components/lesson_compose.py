"""Makes a lesson: words, page, what is locked or hidden, a guess; its link and its file."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from dctaxi.data.sources import CHAPTER_SOURCE, SampleSource
from dctaxi.errors import DcTaxiError
from dctaxi.search.dimensions import Fixed
from dctaxi.search.parameters import OPTIMIZERS
from dctaxi.teaching.controls import CONTROLS
from dctaxi.teaching.lesson import MAX_LINE, MAX_TASK, PAGES, Guess, Lesson, Option
from dctaxi.teaching.lesson_file import lesson_text, lesson_to_link
from pages.components import lesson_controls, lesson_panel, state

if TYPE_CHECKING:
    from dctaxi.search.space import SearchSpace

_SEED = "compose_seed"


def show() -> None:
    """Draw the form and, where it holds a lesson, its link and its file."""
    st.markdown(
        "Set up a page as your students should find it, then come here. The lesson takes along "
        "the space and the data of this tab, and the values of the page's controls."
    )
    title = st.text_input("Title", key="compose_title", max_chars=MAX_LINE, persist_state="session")
    page = st.selectbox(
        "Page", PAGES, index=PAGES.index("whatif"), key="compose_page", persist_state="session"
    )
    task = st.text_area(
        "Task, in Markdown without links and pictures",
        key="compose_task",
        max_chars=MAX_TASK,
        persist_state="session",
    )
    known = CONTROLS.get(page, {})
    locked = _controls("Locked", "show, and cannot be changed", "compose_locked", page)
    hidden = _controls("Hidden", "do not show", "compose_hidden", page)
    try:
        lesson = Lesson(
            title=title or "",
            page=page,
            task=task or "",
            state={
                name: _plain(st.session_state[name])
                for name, control in known.items()
                if not control.row and st.session_state.get(name) is not None
            },
            space=state.working_space(),
            source=_source(),
            feature_set=state.data_choice().feature_set,
            seed=st.session_state.setdefault(_SEED, secrets.randbelow(2**32)),
            locked=tuple(name for name in locked if name not in hidden),
            hidden=tuple(hidden),
            guess=_guess(),
        )
    except DcTaxiError as error:
        if title and task:
            st.error(str(error), icon=":material/error:")
        else:
            st.caption("A lesson needs a title and a task.")
        return
    _share(lesson)


def _controls(label: str, what: str, key: str, page: str) -> list[str]:
    known = CONTROLS.get(page, {})
    if not known:
        return []
    chosen: list[str] = st.multiselect(
        f"{label} controls",
        list(known),
        format_func=lambda name: known[name].title,
        key=f"{key}_{page}",
        persist_state="session",
        help=f"Controls that {what} while the lesson is open.",
    )
    return chosen


def _source() -> Any:
    """Return the data of the tab if a lesson may name it; else the student's own stay."""
    source = state.data_choice().source
    if isinstance(source, SampleSource) or source == CHAPTER_SOURCE:
        return source
    st.caption("Your own data files stay yours: the lesson uses what its student has chosen.")
    return None


def _guess() -> Guess | None:
    kinds = {"none": "No guess", "number": "The median", "choice": "Adam or SGD"}
    kind = st.segmented_control(
        "Guess first",
        list(kinds),
        default="none",
        format_func=kinds.__getitem__,
        required=True,
        key="compose_guess",
        persist_state="session",
        help="The student answers before looking. The truth is trained in this tab's space with "
        "seeds that no page shows. Other choices can be written into the lesson's file.",
    )
    if kind == "none":
        return None
    question = st.text_input(
        "Question", key="compose_question", max_chars=MAX_LINE, persist_state="session"
    )
    space = state.working_space()
    return Guess(question or "", kind, _options(kind, space))


def _options(kind: str, space: SearchSpace) -> tuple[Option, ...]:
    if kind == "number":
        return (Option("this space", space),)
    return tuple(Option(str(name), space.replace("optimizer", Fixed(name))) for name in OPTIMIZERS)


def _share(lesson: Lesson) -> None:
    st.markdown("**Its link**, to send to students who use this server:")
    st.code(_address(lesson), language=None, wrap_lines=True)
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
        st.button(
            "Try it",
            icon=":material/play_arrow:",
            key="compose_try",
            help="Opens it in this tab.",
            on_click=lesson_controls.begin,
            args=(lesson,),
        )


def _address(lesson: Lesson) -> str:
    parts = urlsplit(st.context.url or "")
    query = f"{lesson_panel.LINK_PARAMETER}={lesson_to_link(lesson)}"
    path = "" if lesson.page == "studies" else lesson.page
    return urlunsplit((parts.scheme, parts.netloc, f"/{path}", query, ""))


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
