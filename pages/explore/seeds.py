"""Seeds: was the winner lucky? The best trials of a study, trained again with fresh seeds."""

import streamlit as st

from dctaxi.search.repeats import REPEATS
from pages.components import (
    population_start,
    seeds_form,
    seeds_result,
    state,
    training_offer,
    trial_empty,
    trial_frames,
    trial_study,
)

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
study = trial_study.show(workspace)
if study is None:
    trial_empty.no_study()
    st.stop()
start = population_start.of_study(trial_study.plan_of(workspace, study.name))
if start is None or start.study is None:
    st.stop()
if not study.done:
    seeds_form.nothing_to_repeat(running=trial_study.is_running(workspace, study.name))
    st.stop()

with st.container(border=True):
    version = trial_frames.StudyAt.now(workspace, study.name)
    plan = seeds_form.show(version, start.study, study.done)
    if plan is None:
        st.stop()
    (work,) = training_offer.ensure([plan], REPEATS, key="seeds", label="Train them again")
if work.trained is not None:
    seeds_result.show(work.trained)
