"""Plots: further views of one study, each with the question that it answers."""

import streamlit as st

from pages.components import (
    plot_views,
    selection_bar,
    trial_baseline,
    trial_details,
    trial_empty,
    trial_frames,
    trial_opening,
)
from pages.components.view_scene import Scene

st.set_page_config(initial_sidebar_state=260)
opened = trial_opening.show()
version, trials, plan = opened.version, opened.trials, opened.plan
selection = selection_bar.show(version, trials)
shown = selection.apply(trials)
if trial_empty.too_few(trials, running=opened.running) or trial_empty.filtered_out(shown):
    st.stop()

plot_views.show(Scene(version, selection, plan, trial_baseline.of(opened.study, plan)))
trial_details.show(trials, shown, trial_frames.parameters(version), selection, plan)
