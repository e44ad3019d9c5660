"""Seeds: was the winner lucky? The best trials of a study, trained again with fresh seeds."""

import streamlit as st

from dctaxi.populations import REPEATS
from dctaxi.study import find_study
from pages.components.seeds import form, result
from pages.components.shared import state
from pages.components.study import frames, nothing_yet, picker
from pages.components.trained import origin, train_button

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
study = picker.show(workspace)
if study is None:
    nothing_yet.no_study()
    st.stop()
start = origin.study_start(find_study(study.name, workspace))
if start is None or start.study is None:
    st.stop()
if not study.done:
    form.nothing_to_repeat(running=picker.is_running(workspace, study.name))
    st.stop()

with st.container(key="seeds_question", gap="xsmall"):
    version = frames.StudyAt.now(workspace, study.name)
    plan = form.show(version, start, study.done)
    if plan is None:
        st.stop()
    (work,) = train_button.ensure([plan], REPEATS, key="seeds", label="Train them again")
if work.trained is not None:
    result.show(work.trained, study)
