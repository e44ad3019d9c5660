"""The trials of a study beside the three plots that suggest narrower ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.history import HISTORY
from pages.components.selection import filters
from pages.components.study import details, frames, nothing_yet
from pages.components.trials import contour, importances, parallel, table
from pages.components.views import panel
from pages.components.views.scene import SceneAt

if TYPE_CHECKING:
    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened


def show(opened: Opened, selection: Selection) -> None:
    """Draw what passes the filters: table, trial and history on the left, plots on the right."""
    trials, plan, baseline = opened.trials, opened.plan, opened.baseline
    parameters = frames.parameters(opened.version)
    shown = selection.apply(trials)
    filters.bar(opened.version, trials, selection)
    seen = SceneAt(opened.version, selection, plan, baseline)
    left, right = st.columns([4, 5], gap="medium")
    with left:
        table.show(trials, shown, parameters, selection, table.curve_top(plan, baseline))
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
    if left_over and not opened.running:  # else the head has it
        with left:
            panel.beside(HISTORY, seen, against_luck=False)
