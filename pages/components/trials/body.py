"""The trials of a study beside the three plots that suggest narrower ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.history import HISTORY
from pages.components.selection import filters
from pages.components.study import frames, nothing_yet
from pages.components.trials import contour, details, importances, parallel, side_by_side, table
from pages.components.views import panel
from pages.components.views.scene import SceneAt

if TYPE_CHECKING:
    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened


def show(opened: Opened, selection: Selection) -> None:
    """Draw what passes the filters: the table and a trial, then the plots by twos."""
    trials, plan, baseline = opened.trials, opened.plan, opened.baseline
    parameters = frames.parameters(opened.version)
    shown = selection.apply(trials)
    filters.bar(opened.version, trials, selection)
    seen = SceneAt(opened.version, selection, plan, baseline)
    ranked = () if opened.running else importances.ranked(opened.version)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        top = table.curve_top(plan, baseline)
        table.show(opened.version, shown, selection, top, ranked)
    with right:
        details.show(opened, shown, selection)
    side_by_side.show(trials, parameters, selection)
    if nothing_yet.too_few(trials, running=opened.running):
        return
    left_over = not nothing_yet.filtered_out(shown)
    left, right = st.columns(2, gap="medium")
    with right:  # its brushes are how a reader widens filters that leave nothing
        parallel.show(seen, ranked)
    if not left_over:
        return
    with left:
        importances.show(seen, still=not opened.running)
    left, right = st.columns(2, gap="medium")
    with left:
        contour.show(seen, ranked)
    if not opened.running:  # else the head has it
        with right:
            panel.beside(HISTORY, seen, against_luck=False)
