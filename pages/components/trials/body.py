"""The trials of a study beside the three plots that suggest narrower ranges, on one screen.

Table and plots are four fields of one board, each with its finding in a sentence; what is longer, a
trial by itself and the numbers behind the plots, stands below it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.selection import filters
from pages.components.shared import plot_panel
from pages.components.study import frames, nothing_yet
from pages.components.trials import (
    contour,
    details,
    importances,
    parallel,
    side_by_side,
    stop_here,
    table,
    views,
)
from pages.components.trials.scene import SceneAt

if TYPE_CHECKING:
    from dctaxi.analysis import Selection
    from pages.components.study.opening import Opened

_STYLE = Path(__file__).with_name("board.css")
_LIVE_PX = 176
"""Height of a picture below the head of a study that trains, which is higher than a verdict."""

_TABLE_PX = 10
"""So much higher is the table than the picture beside it, whose heading is lower."""


def show(opened: Opened, selection: Selection) -> None:
    """Draw what passes the filters: the board, then a trial and what stands behind the plots."""
    trials, plan, baseline = opened.trials, opened.plan, opened.baseline
    parameters = frames.parameters(opened.version)
    shown = selection.apply(trials)
    seen = SceneAt(opened.version, selection, plan, baseline)
    ranked = () if opened.running else importances.ranked(opened.version, plan)
    st.html(_STYLE)
    board = st.container(key="trials_board", gap="xsmall")
    below = st.container(key="trials_below")
    height = _LIVE_PX if opened.running else plot_panel.LOW_PX
    with board:
        left, right = st.columns(2, gap="small")
        with left.container(gap="xsmall"):
            filters.bar(opened.version, trials, selection)
            top = table.curve_top(plan, baseline)
            table.show(opened.version, shown, selection, top, ranked, height=height + _TABLE_PX)
    with below:
        card, beside = st.columns(2, gap="small")
        further = st.container()
    with board:
        lower = st.container()
    with right:  # the plots' place
        few = nothing_yet.too_few(trials, running=opened.running)
    if not few:
        field = plot_panel.Field(beside.container(), height)
        with lower:
            lower_left, lower_right = st.columns(2, gap="small")
        with lower_left.container(gap="xsmall"):  # its brushes widen filters that leave nothing
            parallel.show(seen, ranked, field=field)
        with right.container(gap="xsmall"):
            if not nothing_yet.filtered_out(shown):
                importances.show(seen, still=not opened.running, field=field)
                with lower_right.container(gap="xsmall"):
                    contour.show(seen, ranked, field=field)
                with further:
                    if opened.running:
                        st.caption(
                            "More views come when the study has ended, or once you switch "
                            "*Follow* off."
                        )
                    else:
                        views.choose(seen)
    with card:
        details.show(opened, shown, selection)
    with below:
        stop_here.show(opened)
        side_by_side.show(trials, parameters, selection)
