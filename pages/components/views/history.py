"""History: the best so far, against the constant answer and against luck."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.studies.independence import (
    ExpectedBest,
    expected_best_of_study,
    independent_draws,
)
from dctaxi.plots.study.history import history_data, history_figure, history_text
from dctaxi.workspace import Workspace
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_history"


def show(scene: Scene) -> None:
    """Draw the trials in their order."""
    row = view_scene.heading("history")
    drawn = partial(_drawn, scene.study, scene.filters, scene.baseline)
    view_scene.draw(scene, drawn, row, key=_KEY)
    view_scene.trials_table(scene, ("status", "datetime_complete"), key=_KEY)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, baseline: Baseline | None, look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(frames.trials(study))
    # Trials that were chosen for their values are no random ones.
    expected = _expected(study) if filters.keeps_all else None
    data = history_data(trials, baseline, expected)
    return plot_panel.Drawn(history_figure(data, template=look), history_text(data))


@st.cache_data(max_entries=32, show_spinner=False)
def _expected(study: StudyAt) -> ExpectedBest | None:
    draws = independent_draws(Workspace(study.root, study.storage_url), study.name)
    return None if draws is None else expected_best_of_study(draws, frames.trials(study))
