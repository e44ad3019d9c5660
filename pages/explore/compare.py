"""Compare: two to six studies side by side."""

import streamlit as st

from pages.components import compare_choice, compare_verdict, compare_views, state, trial_empty

st.set_page_config(initial_sidebar_state=220)
choice = compare_choice.show(state.workspace())
if choice is None:
    trial_empty.no_study()
    st.stop()
if not choice.enough:
    st.caption("Choose two studies or more to compare them.")
    st.stop()

compare_verdict.show(choice)
compare_views.show(choice)
