"""Rank plot: where the best trials lie over two hyperparameters, or over time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.rank import TRIAL, rank_data, rank_figure, rank_text
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_rank"
_ACROSS, _UP = f"{_KEY}_x", f"{_KEY}_y"
_UP_AT_FIRST = "lr"
_ORDER = "the order of trials"


def show(scene: Scene) -> None:
    """Draw the trials over the chosen pair."""
    names = [parameter.name for parameter in frames.parameters(scene.study)]
    row = view_scene.heading("rank")
    if not names:
        st.caption("The trials of this study have no hyperparameters.")
        return
    across, up = _pair(names)
    if across == up:
        st.caption("Choose two different hyperparameters.")
        return
    drawn = partial(_drawn, scene.study, scene.filters, across, up)
    view_scene.draw(scene, drawn, row, key=_KEY)
    view_scene.trials_table(scene, [f"params_{across}", f"params_{up}"], key=_KEY)


def _pair(names: list[str]) -> tuple[str, str]:
    """Ask for the axes; a study that lacks the ones chosen last starts anew."""
    first = _UP_AT_FIRST if _UP_AT_FIRST in names else names[0]
    for key, options, at_first in ((_ACROSS, [TRIAL, *names], TRIAL), (_UP, names, first)):
        if st.session_state.get(key) not in options:
            st.session_state[key] = at_first
    across_box, up_box = st.columns(2)
    with across_box:
        across = st.selectbox(
            "Across",
            [TRIAL, *names],
            format_func=lambda name: _ORDER if name == TRIAL else name,
            key=_ACROSS,
            persist_state="session",
        )
    with up_box:
        up = st.selectbox("Up", names, key=_UP, persist_state="session")
    return across, up


@st.cache_data(max_entries=16, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, across: str, up: str, look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(frames.trials(study))
    known = {parameter.name: parameter for parameter in frames.parameters(study)}
    data = rank_data(trials, None if across == TRIAL else known[across], known[up])
    return plot_panel.Drawn(rank_figure(data, template=look), rank_text(data))
