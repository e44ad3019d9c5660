"""Trials: the table of one study beside the plots that suggest narrower ranges."""

import streamlit as st

from pages.components.selection import filters
from pages.components.study import details, frames, nothing_yet, opening
from pages.components.trials import contour, header, history, importances, parallel, table

st.set_page_config(initial_sidebar_state=260)
opened = opening.show()
version, trials, plan = opened.version, opened.trials, opened.plan
parameters = frames.parameters(version)
baseline = opened.baseline
header.show(opened.study, trials, baseline)
selection = filters.show(version, trials)
shown = selection.apply(trials)

left, right = st.columns([4, 5], gap="medium")
with left:
    top = table.curve_top(plan, baseline)
    table.show(trials, shown, parameters, selection, top)
    details.show(trials, shown, parameters, selection, plan)
with right:
    enough = not nothing_yet.too_few(trials, running=opened.running)
    left_over = enough and not nothing_yet.filtered_out(shown)
    if left_over:
        importances.show(version, selection.filters, plan)
    if enough:  # its brushes are how a reader widens filters that leave nothing
        parallel.show(version, selection)
    if left_over:
        contour.show(version, selection)
if left_over:
    with left:
        history.show(version, selection.filters, baseline)
