"""Landscape: two hyperparameters on a grid, every cell answered by real trainings."""

import streamlit as st

from dctaxi.search.landscape import LANDSCAPES
from pages.components import (
    landscape_form,
    landscape_map,
    population_start,
    state,
    training_offer,
    trial_frames,
)

st.set_page_config(initial_sidebar_state=220)
start = population_start.show(state.workspace())
if start is None:
    st.stop()
study = trials = None
parameters = ()
if start.study is not None:
    study = trial_frames.StudyAt.now(state.workspace(), start.study.name)
    trials, parameters = trial_frames.trials(study), trial_frames.parameters(study)

with st.container(border=True):
    plan = landscape_form.show(start, trials, parameters)
    if plan is None:
        st.stop()
    (work,) = training_offer.ensure(
        [plan], LANDSCAPES, key="landscape", label="Train the landscape", at_once=False
    )
if work.at_work:
    landscape_map.live(work.job)
elif work.trained is not None:
    landscape_map.show(work.trained, start, study, trials, parameters)
