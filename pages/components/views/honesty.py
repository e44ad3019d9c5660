"""Train/validation honesty: what the objective promises and what the network holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.mode_gap import ModeGaps, mode_gap_rows, mode_gaps
from dctaxi.plots.study.honesty import honesty_data, honesty_figure, honesty_text
from pages.components.shared import plot_panel
from pages.components.study import frames, trial_columns
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.study.plan import StudyPlan
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_honesty"


def show(scene: Scene) -> None:
    """Draw the errors of each trial against one another."""
    row = view_scene.heading("honesty")
    key = scene.study, scene.filters, scene.plan
    view_scene.draw(scene, partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(
        lambda: mode_gap_rows(_gaps(*key)),
        key=_KEY,
        config=trial_columns.config(frames.parameters(scene.study)),
    )


def _gaps(study: StudyAt, filters: Selection, plan: StudyPlan | None) -> ModeGaps:
    trials = filters.apply(frames.trials(study))
    return mode_gaps(trials, None if plan is None else plan.space)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, _plan: StudyPlan | None, look: TemplateName
) -> plot_panel.Drawn:
    data = honesty_data(_gaps(study, filters, _plan))
    return plot_panel.Drawn(honesty_figure(data, template=look), honesty_text(data))
