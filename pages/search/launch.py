"""Launch: name the next study, choose how it searches and trains, and start it."""

import streamlit as st

from pages.components.search import estimate, start_button, what
from pages.components.search import form as launch_form
from pages.components.shared import state

space, data = state.working_space(), state.data_choice()
taken = start_button.taken_names(state.workspace())

form, aside = st.columns([3, 2], gap="large")
with form, st.container(border=True):
    draft = launch_form.show(space, data, taken)
with aside:
    what.show(space, data)
    with st.container(border=True):
        estimate.show(draft.plan, state.workspace())
        start_button.show(draft)
