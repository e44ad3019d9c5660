"""Plots: further views of one study, each with the question that it answers."""

import streamlit as st

from pages.components.selection import filters
from pages.components.study import nothing_yet, opening
from pages.components.trials import details
from pages.components.views import panel
from pages.components.views.scene import SceneAt

st.set_page_config(initial_sidebar_state=260)
opened = opening.show()
version, trials, plan = opened.version, opened.trials, opened.plan
selection = filters.show(version, trials)
shown = selection.apply(trials)
if nothing_yet.too_few(trials, running=opened.running) or nothing_yet.filtered_out(shown):
    st.stop()

panel.choose(SceneAt(version, selection, plan, opened.baseline))
details.show(opened, shown, selection)
