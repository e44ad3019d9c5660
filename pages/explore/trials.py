"""Trials: the table of one study beside the plots that suggest narrower ranges."""

import streamlit as st

from pages.components import (
    plot_contour,
    plot_history,
    plot_importances,
    plot_parallel,
    state,
    trial_baseline,
    trial_details,
    trial_empty,
    trial_filters,
    trial_frames,
    trial_header,
    trial_news,
    trial_study,
    trial_table,
    trial_title,
)

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
study = trial_study.show(workspace)
if study is None:
    trial_empty.no_study()
    st.stop()

running = trial_study.is_running(workspace, study.name)
plan = trial_study.plan_of(workspace, study.name)
trial_title.show(study, plan, running=running)
version = trial_news.show(workspace, study.name, running=running)
trials, parameters = trial_frames.trials(version), trial_frames.parameters(version)
if trials.empty:
    trial_empty.no_trials(running=running)
    st.stop()

baseline = trial_baseline.of(study, plan)
trial_header.show(study, trials, baseline)
filters = trial_filters.show(trials, study.name)
shown = filters.apply(trials)

left, right = st.columns([4, 5], gap="medium")
with left:
    trial_table.show(shown, parameters, study.name, len(trials))
    trial_details.show(shown, parameters, study.name, plan)
with right:
    enough = not (trial_empty.too_few(trials, running=running) or trial_empty.filtered_out(shown))
    if enough:
        plot_importances.show(version, filters)
        plot_parallel.show(version, filters)
        plot_contour.show(version, filters)
if enough:
    with left:
        plot_history.show(version, filters, baseline)
