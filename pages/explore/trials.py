"""Trials: the table of one study beside the plots that suggest narrower ranges."""

import streamlit as st

from dctaxi.plots.study.history import HISTORY
from pages.components.selection import filters
from pages.components.study import details, frames, nothing_yet, opening, standing
from pages.components.trials import contour, header, importances, parallel, table
from pages.components.views import panel
from pages.components.views.scene import SceneAt

st.set_page_config(initial_sidebar_state=260)
opened = opening.show()
version, trials, plan = opened.version, opened.trials, opened.plan
parameters = frames.parameters(version)
baseline = opened.baseline
header.show(opened.study, trials, None if plan is None else plan.objective)
standing.show(opened.study, plan, trials, running=opened.running)
selection = filters.show(version, trials)
shown = selection.apply(trials)
seen = SceneAt(version, selection, plan, baseline)

left, right = st.columns([4, 5], gap="medium")
with left:
    top = table.curve_top(plan, baseline)
    table.show(trials, shown, parameters, selection, top)
    details.show(trials, shown, parameters, selection, plan)
with right:
    enough = not nothing_yet.too_few(trials, running=opened.running)
    left_over = enough and not nothing_yet.filtered_out(shown)
    if left_over:
        importances.show(seen)
    if enough:  # its brushes are how a reader widens filters that leave nothing
        parallel.show(seen)
    if left_over:
        contour.show(seen)
if left_over:
    with left:
        panel.beside(HISTORY, seen, against_luck=False)
