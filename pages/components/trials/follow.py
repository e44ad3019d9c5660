"""How table, plots and filters follow a study that trains: at a pace the page can keep up with.

The board and the filters are fragments of their own, so nothing else on the page is drawn anew.
What the drawings of all tabs take of a processor sets the pace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import StudyVersion
from pages.components.selection import filters, selected
from pages.components.shared import formats, state
from pages.components.study import watch
from pages.components.trials import hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened

_FOLLOW = "trials_follow"

_IN_FILTERS = "trials_filters_version"
"""The version that the filters show, by its study."""

_FAR_OFF = 3
"""A tab whose pace is wrong by more than this factor takes the right one at once."""


def held() -> bool:
    """Tell whether the reader switched following off."""
    return not st.session_state.get(_FOLLOW, True)


def switch() -> None:
    """Draw the switch, for the head of a study that trains."""
    st.toggle(
        f"Follow every {watch.plots_pace().seconds():.0f} s",
        value=True,
        key=_FOLLOW,
        persist_state="session",
        help="Draws table, plots and filters again as trials finish. Switch it off to look at them "
        "as they are; the numbers above go on.",
    )


def sidebar(opened: Opened) -> Selection:
    """Draw the filters and return the selection that they make.

    While the study trains their counts and ends follow it, except under the reader's hand: what is
    being set stays as it is until it is let go.
    """
    if not opened.running:
        return filters.sidebar(opened.version, opened.trials)
    pace, following = watch.plots_pace(), not held()
    selection = selected.current(opened.study.name)
    shown = _in_the_filters(opened) if hold.is_held() else opened

    def tick() -> None:
        nonlocal shown
        if selected.current(selection.study) != selection:
            st.rerun()  # the board stands outside of what is drawn here
        with pace.measured(f"{state.tab()} filters"):
            if following and not hold.is_held():
                shown = shown.newest()
            st.session_state[_IN_FILTERS] = {shown.study.name: tuple(shown.version.version)}
            st.caption(f"As of {formats.count(len(shown.trials), 'trial')}")
            filters.draw(shown.version, shown.trials, selection)
            hold.watch()  # takes a line, which is no gap down here

    with st.sidebar:
        st.fragment(tick, run_every=pace.seconds() if following else None, key="trials_filters")()
    return selection


def _in_the_filters(opened: Opened) -> Opened:
    """Return the study as the filters had it, whatever else let the page run again meanwhile."""
    kept = st.session_state.get(_IN_FILTERS, {}).get(opened.study.name)
    return opened if kept is None else opened.at(StudyVersion(*kept))


def draw(opened: Opened, selection: Selection, body: Callable[[Opened, Selection], None]) -> None:
    """Draw the body, and while the study trains draw it again as it grows."""
    if not opened.running:
        body(opened, selection)
        return
    pace = watch.plots_pace()
    every_s = pace.seconds()
    following = not held()

    def tick() -> None:
        if selected.current(selection.study) != selection:
            st.rerun()  # filters and chips stand outside of what is drawn here
        with pace.measured(state.tab()):
            body(opened.newest() if following else opened, selection)
        if following and not every_s / _FAR_OFF <= pace.seconds() <= _FAR_OFF * every_s:
            st.rerun()

    st.fragment(tick, run_every=every_s if following else None, key="trials_body")()
