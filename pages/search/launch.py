"""Launch: name the next study, choose how it searches and trains, and start it."""

import streamlit as st

from pages.components.search import launch_aside, launch_draft, launch_form
from pages.components.shared import state

space, data = state.working_space(), state.data_choice()
taken = launch_draft.taken_names(state.workspace())

form, aside = st.columns([3, 2], gap="large")
with form, st.container(border=True):
    draft = launch_form.show(space, data, taken)
with aside:
    launch_aside.show(draft, space, data)
