"""How table and plots follow a study that trains: at a pace that the page can keep up with.

They are a fragment of their own, so nothing else on the page is drawn anew. What the drawings of
all tabs take of a processor sets the pace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.selection import selected
from pages.components.shared import state
from pages.components.study import watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened

_FOLLOW = "trials_follow"

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
        help="Draws table and plots again as trials finish. Switch it off to look at them as they "
        "are; the numbers above go on.",
    )


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
