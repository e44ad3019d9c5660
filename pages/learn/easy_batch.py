"""Easy batch: what the constant answer scores on every trial's rows."""

import streamlit as st

from pages.components.easy_batch import answer
from pages.components.lessons import frame
from pages.components.shared import state
from pages.components.study import picker

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
with frame.show("easy_batch"):
    answer.show(workspace, picker.show(workspace))
