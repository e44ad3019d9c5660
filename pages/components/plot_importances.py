"""Importances: which hyperparameters matter more than the random seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.importances import QUESTIONS, EvaluatorId, importances
from dctaxi.plots.importances import importances_data, importances_figure, importances_text
from pages.components import plot_contour, plot_panel, trial_frames

if TYPE_CHECKING:
    from dctaxi.plots.template import TemplateName
    from pages.components.trial_filters import TrialFilters
    from pages.components.trial_frames import StudyAt

_KEY = "plot_importances"
_NAMES: dict[EvaluatorId, str] = {"ped-anova": "Best tenth", "fanova": "Variance"}


def show(study: StudyAt, filters: TrialFilters) -> None:
    """Draw the bars; a click on one takes its parameter to the contour plot."""
    with st.container(key="panel_importances"):
        row = plot_panel.heading("importances")
        with row:
            evaluator = st.segmented_control(
                "Question",
                list(_NAMES),
                default="ped-anova",
                required=True,
                format_func=_NAMES.__getitem__,
                key=f"{_KEY}_evaluator",
                persist_state="session",
                label_visibility="collapsed",
                help=" ".join(f"{_NAMES[name]}: {text}" for name, text in QUESTIONS.items()),
            )
        drawn = _drawn(study, filters, evaluator, plot_panel.template())
        plot_panel.show(drawn, row, key=_KEY, on_click=_to_contour)


def _to_contour() -> None:
    points = st.session_state[_KEY]["selection"]["points"]
    if points:
        plot_contour.put_across(str(points[0]["y"]))


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: TrialFilters, evaluator: EvaluatorId, look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(trial_frames.trials(study))
    data = importances_data(importances(trials, trial_frames.parameters(study), evaluator))
    return plot_panel.Drawn(importances_figure(data, template=look), importances_text(data))
