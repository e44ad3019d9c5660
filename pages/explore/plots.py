"""Plots: further views of one study, each with the question that it answers."""

import streamlit as st

from pages.components import (
    plot_views,
    selection_bar,
    state,
    trial_baseline,
    trial_details,
    trial_empty,
    trial_frames,
    trial_news,
    trial_study,
    trial_title,
)
from pages.components.view_scene import Scene

st.set_page_config(initial_sidebar_state=260)
workspace = state.workspace()
study = trial_study.show(workspace)
if study is None:
    trial_empty.no_study()
    st.stop()

running = trial_study.is_running(workspace, study.name)
plan = trial_study.plan_of(workspace, study.name)
trial_title.show(study, plan, running=running)
version = trial_news.show(workspace, study.name, running=running)
trials = trial_frames.trials(version)
if trials.empty:
    trial_empty.no_trials(running=running)
    st.stop()

selection = selection_bar.show(version, trials)
shown = selection.apply(trials)
if trial_empty.too_few(trials, running=running) or trial_empty.filtered_out(shown):
    st.stop()

plot_views.show(Scene(version, selection, plan, trial_baseline.of(study, plan)))
trial_details.show(trials, shown, trial_frames.parameters(version), selection, plan)
