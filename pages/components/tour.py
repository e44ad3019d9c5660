"""A short guided tour for who opens the app for the first time; later, behind a button.

It begins by itself while the workspace has no study, until it is left; a browser tab remembers
that. It is a panel, not a dialog, so the page below it stays usable.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from dctaxi.analysis.frames import read_studies
from dctaxi.errors import StorageError
from pages.components import lesson_controls, lesson_panel, state

_STEP = "tour_step"
_OFF = -1


class _Stop(NamedTuple):
    """One stop of the tour; ``page`` is the file of the page that it speaks of."""

    text: str
    page: str
    label: str
    icon: str


_STOPS = (
    _Stop(
        "**Studies.** A study is a search: it trains a small taxi-fare network again and again, "
        "each time with other hyperparameters, and keeps every trial. All of them are listed here.",
        "pages/search/studies.py",
        "Studies",
        ":material/science:",
    ),
    _Stop(
        "**Space.** What may each hyperparameter be: a range, a list, one value? The chapter's own "
        "space is there already, so you may leave it as it is.",
        "pages/search/space.py",
        "Space",
        ":material/tune:",
    ),
    _Stop(
        "**Launch.** Give the study a name and a number of trials. A hundred of them take seconds: "
        "the fused engine trains many networks at once.",
        "pages/search/launch.py",
        "Launch",
        ":material/rocket_launch:",
    ),
    _Stop(
        "**Trials.** The best trials beside the plots that say which hyperparameters matter and "
        "where to search next. Then ask What if, or whether the winner was only lucky.",
        "pages/explore/trials.py",
        "Trials",
        ":material/table_chart:",
    ),
    _Stop(
        "**Lessons.** Six short tasks in the order of the chapter. You guess first, then networks "
        "are trained to answer.",
        "pages/learn/lessons.py",
        "Lessons",
        ":material/school:",
    ),
)


def step(*, home: bool) -> int | None:
    """Return the stop at hand; None where no tour is on.

    Without being asked it is on only on the home page of an empty workspace, never in a lesson.
    """
    at: int | None = st.session_state.get(_STEP)
    if at is None and home and _first_visit():
        return 0
    return None if at == _OFF else at


def button(at: int | None) -> None:
    """Draw the way back to the tour, where it is not shown."""
    if at is None:
        st.button(
            "Tour",
            icon=":material/tour:",
            key="tour_begin",
            type="tertiary",
            help="Five stops from the first study to the lessons.",
            on_click=_go,
            args=(0,),
        )


def show(at: int | None) -> None:
    """Draw the stop at hand."""
    if at is None:
        return
    stop = _STOPS[at]
    with st.container(border=True, key="tour_panel"):
        st.caption(f":material/tour: A short tour, {at + 1} of {len(_STOPS)}")
        st.markdown(stop.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(stop.page, label=f"Go to {stop.label}", icon=stop.icon)
            if at > 0:
                st.button("Back", key="tour_back", on_click=_go, args=(at - 1,))
            last = at == len(_STOPS) - 1
            if not last:
                st.button("Next", key="tour_next", on_click=_go, args=(at + 1,))
            st.button(
                "Done" if last else "Leave the tour",
                key="tour_leave",
                type="secondary" if last else "tertiary",
                on_click=_go,
                args=(_OFF,),
            )


def _first_visit() -> bool:
    lesson = lesson_controls.current() is not None or lesson_panel.LINK_PARAMETER in st.query_params
    if lesson:
        return False
    try:
        return not read_studies(state.workspace())
    except StorageError:
        return False  # the page says what is wrong with the database


def _go(at: int) -> None:
    st.session_state[_STEP] = at
