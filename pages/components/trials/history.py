"""Optimisation history: every trial's value, the best so far, and the constant answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.history import history_data, history_figure, history_text
from pages.components.selection import selected
from pages.components.shared import plot_panel
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt

_KEY = "plot_history"


def show(study: StudyAt, filters: Selection, baseline: Baseline | None) -> None:
    """Draw the trials in their order; a click on one selects it."""
    with st.container(key="panel_history"):
        row = plot_panel.heading("history")
        drawn = partial(_drawn, study, filters, baseline)
        plot_panel.show(
            drawn, row, key=_KEY, on_click=lambda: selected.choose_clicked(study.name, _KEY)
        )


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, baseline: Baseline | None, look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(frames.trials(study))
    data = history_data(trials, baseline)
    return plot_panel.Drawn(history_figure(data, template=look), history_text(data))
