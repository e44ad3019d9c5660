"""What the lesson at hand does to the controls of its page: the only place that knows.

The app keeps closed controls at the lesson's values before any page runs, whatever the page's
address or another page say. A page asks here whether to draw a control, and whether it may move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dctaxi.teaching.lessons import ROW_PAGES
from pages.components.lessons import at_hand
from pages.components.shared import state

if TYPE_CHECKING:
    import functools

    from dctaxi.teaching.lessons import Lesson

T = TypeVar("T")

_AT = "lesson_page"


def enforce(page: str) -> None:
    """Hold closed controls at the lesson's values; to be called before a page runs.

    ``page`` is its address. The rows of a space are held on every page, since the space is one.
    """
    st.session_state[_AT] = page
    lesson = at_hand.current()
    if lesson is None or not lesson.closed:
        return
    if lesson.page in ROW_PAGES:
        if lesson.space is not None:
            space = state.working_space()
            for name in lesson.closed:
                space = space.replace(name, lesson.space.parameters[name])
            state.set_working_space(space)
    elif lesson.page == page:
        at_hand.put({name: lesson.state[name] for name in lesson.closed & lesson.state.keys()})


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
    lesson = at_hand.current()
    return lesson if lesson is not None and st.session_state.get(_AT) == lesson.page else None
