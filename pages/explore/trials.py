"""Trials: the table of one study beside the plots that suggest narrower ranges."""

import streamlit as st

from pages.components import (
    plot_contour,
    plot_history,
    plot_importances,
    plot_parallel,
    selection_bar,
    trial_baseline,
    trial_details,
    trial_empty,
    trial_frames,
    trial_header,
    trial_opening,
    trial_table,
)

st.set_page_config(initial_sidebar_state=260)
opened = trial_opening.show()
version, trials, plan = opened.version, opened.trials, opened.plan
parameters = trial_frames.parameters(version)
baseline = trial_baseline.of(opened.study, plan)
trial_header.show(opened.study, trials, baseline)
selection = selection_bar.show(version, trials)
shown = selection.apply(trials)

left, right = st.columns([4, 5], gap="medium")
with left:
    top = trial_table.curve_top(plan, baseline)
    trial_table.show(trials, shown, parameters, selection, top)
    trial_details.show(trials, shown, parameters, selection, plan)
with right:
    enough = not trial_empty.too_few(trials, running=opened.running)
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
