"""How table and plots follow a study that trains: at a pace that the page can keep up with.

They are a fragment of their own, so nothing else on the page is drawn anew. The seconds that one
drawing takes set the pace.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.selection import selected
from pages.components.shared import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened

_FOLLOW, _PACE = "trials_follow", "trials_pace_s"

_QUICKEST_S, _SLOWEST_S = 4.0, 30.0
_SHARE = 6
"""Of its time, the page draws at most one part in so many."""


def held() -> bool:
    """Tell whether the reader switched following off."""
    return not st.session_state.get(_FOLLOW, True)


def draw(opened: Opened, selection: Selection, body: Callable[[Opened, Selection], None]) -> None:
    """Draw the body, and while the study trains draw it again as it grows."""
    if not opened.running:
        body(opened, selection)
        return
    pace: float = st.session_state.setdefault(_PACE, _QUICKEST_S)
    following = st.toggle(
        f"Follow every {formats.duration(pace)}",
        value=True,
        key=_FOLLOW,
        persist_state="session",
        help="Draws table and plots again as trials finish. Switch it off to look at them as they "
        "are; the numbers above go on.",
    )

    def tick() -> None:
        if selected.current(selection.study) != selection:
            st.rerun()  # filters and chips stand outside of what is drawn here
        began = time.perf_counter()
        body(opened.newest() if following else opened, selection)
        needed = _SHARE * (time.perf_counter() - began)
        needed = min(_SLOWEST_S, max(_QUICKEST_S, needed))
        if following and not pace / 2 <= needed <= 2 * pace:
            st.session_state[_PACE] = round(needed)
            st.rerun()

    st.fragment(tick, run_every=pace if following else None, key="trials_body")()
