"""The seed: one configuration, many seeds, and where the winner of a search stands among them."""

import streamlit as st

from dctaxi.populations import POPULATIONS
from pages.components.lessons import frame
from pages.components.luck import result, winner
from pages.components.shared import state
from pages.components.study import picker
from pages.components.trained import train_button

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
with frame.show("luck"):
    search = winner.search_of(workspace, picker.show(workspace))
    plan = winner.seeds(search)
    if search is not None and plan is not None:
        (work,) = train_button.ensure([plan], POPULATIONS, key="luck", label="Train these seeds")
        if work.trained is not None:
            result.show(search, work.trained)
