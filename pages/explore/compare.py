"""Compare: two to six searches side by side, one run of each or several."""

import streamlit as st

from pages.components.compare import choice, live, more_runs, panel, verdict
from pages.components.shared import state
from pages.components.study import nothing_yet

st.set_page_config(initial_sidebar_state=220)
chosen = choice.show(state.workspace())
if chosen is None:
    nothing_yet.no_study()
    st.stop()
if not chosen.enough:
    st.caption("Choose two studies or more to compare them.")
    st.stop()
if not chosen.fits:
    st.caption(f"Choose up to {choice.MOST_SEARCHES} searches: more are too many to tell apart.")
    st.stop()


def findings(compared: choice.Choice) -> None:
    """Say what the studies allow to say as they are now, and draw it."""
    verdict.show(compared)
    panel.show(compared)


more_runs.show(chosen)
live.draw(chosen, findings)
