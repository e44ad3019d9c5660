"""How TPE chooses: the reasons of the chapter's sampler, trial by trial."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.shared import state
from pages.components.study import picker
from pages.components.tpe import choices

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
with frame.show("tpe"):
    study = picker.show(workspace, choices.studies_to_show(workspace))
    if study is None:
        choices.offer_example(workspace)
    else:
        choices.show(workspace, study.name)
