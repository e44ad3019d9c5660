"""Space: each hyperparameter one row, and live beside them what the space amounts to."""

import streamlit as st

from pages.components.search import space_editor, space_files
from pages.components.shared import navigation, state, tables

space_files.take_link()
files = st.container()
rows, panel = st.columns([2.2, 1], gap="large")
with rows:
    valid = space_editor.show()
with files:
    space_files.show(state.working_space())
with panel:
    training_rows = tables.training_rows(state.data_choice().source)
    space_editor.summary(state.working_space(), training_rows, valid=valid)
    navigation.link(navigation.LAUNCH, label="Launch a study", icon=":material/arrow_forward:")
