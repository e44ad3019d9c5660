"""Landscape: two hyperparameters on a grid, every cell answered by real trainings."""

import streamlit as st

from dctaxi.analysis.reading import Parameter
from dctaxi.populations import LANDSCAPES
from pages.components.landscape import form, heat_map
from pages.components.shared import state
from pages.components.study import frames
from pages.components.trained import origin, train_button

st.set_page_config(initial_sidebar_state=220)
start = origin.show(state.workspace())
if start is None:
    st.stop()
study = trials = None
parameters: tuple[Parameter, ...] = ()
if start.study is not None:
    study = frames.StudyAt.now(state.workspace(), start.study.name)
    trials, parameters = start.judged(frames.trials(study)), frames.parameters(study)

with st.container(gap="xsmall"):
    plan = form.show(start, trials, parameters)
    if plan is None:
        st.stop()
    (work,) = train_button.ensure(
        [plan], LANDSCAPES, key="landscape", label="Train the landscape", at_once=False
    )
if work.job is not None and work.at_work:
    heat_map.live(work.job)
else:
    landscape = work.trained
    if landscape is not None:
        heat_map.show(landscape, start, study, trials)
