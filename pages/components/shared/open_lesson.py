"""The lesson that this tab has open: what it sets, and what it does to controls.

The app keeps closed controls at the lesson's values before any page runs, whatever the page's
address or another page say. A page asks here whether to draw a control, and whether it may move.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dctaxi.teaching.lessons import (
    ROW_PAGES,
    SHIPPED,
    lesson_from_json,
    lesson_to_json,
    lesson_to_link,
)
from pages.components.shared import state

if TYPE_CHECKING:
    import functools
    from collections.abc import Mapping

    from dctaxi.teaching.lessons import Lesson, StateValue

T = TypeVar("T")

_LESSON = "lesson"
_WORD = "lesson_word"
_AT = "lesson_page"


def current() -> Lesson | None:
    """Return the lesson that this tab has open."""
    stored = st.session_state.get(_LESSON)
    return None if stored is None else lesson_from_json(json.loads(stored))


def begin(lesson: Lesson) -> None:
    """Open a lesson: its space, data and control values become the tab's."""
    st.session_state[_LESSON] = json.dumps(lesson_to_json(lesson))
    names = (name for name, shipped in SHIPPED.items() if shipped == lesson)
    st.session_state[_WORD] = next(names, None) or lesson_to_link(lesson)
    if lesson.space is not None:
        state.set_working_space(lesson.space)
        # What starts from a study else would show that one's space and not the lesson's.
        state.start_from(state.FROM_SPACE)
    if lesson.source is not None or lesson.feature_set is not None:
        now = state.data_choice()
        state.set_data_choice(
            state.DataChoice(lesson.source or now.source, lesson.feature_set or now.feature_set)
        )
    put(lesson.state)


def word() -> str | None:
    """Return what an address says of the lesson: its shipped name, or a word that holds all."""
    found: str | None = st.session_state.get(_WORD)
    return found


def leave() -> None:
    """Close the lesson; what it set stays where it is, and can be changed again."""
    st.session_state.pop(_LESSON, None)
    st.session_state.pop(_WORD, None)


def put(values: Mapping[str, StateValue]) -> None:
    """Give controls the values of a lesson, as their widgets hold them."""
    for name, value in values.items():
        st.session_state[name] = list(value) if isinstance(value, tuple) else value


def enforce(page: str) -> None:
    """Hold closed controls at the lesson's values; to be called before a page runs.

    ``page`` is its address. The rows of a space are held on every page, since the space is one.
    """
    st.session_state[_AT] = page
    lesson = current()
    if lesson is None or not lesson.closed:
        return
    if lesson.page in ROW_PAGES:
        if lesson.space is not None:
            space = state.working_space()
            for name in lesson.closed:
                space = space.replace(name, lesson.space.parameters[name])
            state.set_working_space(space)
    elif lesson.page == page:
        put({name: lesson.state[name] for name in lesson.closed & lesson.state.keys()})


def locked(name: str) -> bool:
    """Tell whether a control of the page at hand shows and cannot be changed."""
    lesson = _here()
    return lesson is not None and name in lesson.locked


def hidden(name: str) -> bool:
    """Tell whether a control of the page at hand must not be drawn."""
    lesson = _here()
    return lesson is not None and name in lesson.hidden


def closed(name: str) -> bool:
    """Tell whether the student cannot move a control of the page at hand, seen or not."""
    return locked(name) or hidden(name)


def draw(name: str, default: T, widget: functools.partial[T]) -> T:
    """Draw a control under its name as the lesson wants it; return its value, seen or not.

    ``widget`` takes ``key`` and ``disabled``.
    """
    if hidden(name):
        value: T = st.session_state.get(name, default)
        return value
    disabled = locked(name)
    # The address would win over the lesson in the first run of a tab.
    unbound = {"bind": None} if disabled and "bind" in widget.keywords else {}
    return widget(key=name, disabled=disabled, **unbound)


def _here() -> Lesson | None:
    lesson = current()
    return lesson if lesson is not None and st.session_state.get(_AT) == lesson.page else None
