"""Trials: the table of one study beside the plots that suggest narrower ranges."""

import streamlit as st

from pages.components import (
    plot_contour,
    plot_history,
    plot_importances,
    plot_parallel,
    selection_bar,
    state,
    trial_baseline,
    trial_details,
    trial_empty,
    trial_frames,
    trial_header,
    trial_news,
    trial_study,
    trial_table,
    trial_title,
)

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
trials, parameters = trial_frames.trials(version), trial_frames.parameters(version)
if trials.empty:
    trial_empty.no_trials(running=running)
    st.stop()

baseline = trial_baseline.of(study, plan)
trial_header.show(study, trials, baseline)
selection = selection_bar.show(version, trials)
shown = selection.apply(trials)

left, right = st.columns([4, 5], gap="medium")
with left:
    top = trial_table.curve_top(plan, baseline)
    trial_table.show(trials, shown, parameters, selection, top)
    trial_details.show(trials, shown, parameters, selection, plan)
with right:
    enough = not trial_empty.too_few(trials, running=running)
    left_over = enough and not trial_empty.filtered_out(shown)
    if left_over:
        plot_importances.show(version, selection.filters, plan)
    if enough:  # its brushes are how a reader widens filters that leave nothing
        plot_parallel.show(version, selection)
    if left_over:
        plot_contour.show(version, selection)
if left_over:
    with left:
        plot_history.show(version, selection.filters, baseline)
