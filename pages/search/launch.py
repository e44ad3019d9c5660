"""Launch: name the next study, choose how it searches and trains, and start it."""

import streamlit as st

from pages.components import launch_estimate, launch_form, launch_start, launch_what, state

space, data = state.working_space(), state.data_choice()
taken = launch_start.taken_names(state.workspace())

form, aside = st.columns([3, 2], gap="large")
with form, st.container(border=True):
    draft = launch_form.show(space, data, taken)
with aside:
    launch_what.show(space, data)
    with st.container(border=True):
        launch_estimate.show(draft.plan, state.workspace())
        launch_start.show(draft)
