"""Compare: two to six studies side by side."""

import streamlit as st

from pages.components.compare import choice, panel, verdict
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

verdict.show(chosen)
panel.show(chosen)
