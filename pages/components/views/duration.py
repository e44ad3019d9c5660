"""Duration against size: what a larger network or a longer training costs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.analysis.training_size import TrainingSizes, training_sizes
from dctaxi.data.features import feature_names
from dctaxi.plots.study.duration import duration_data, duration_figure, duration_text
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.study.plan import StudyPlan
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_duration"


def show(scene: Scene) -> None:
    """Draw the training time of each trial over its size."""
    row = view_scene.heading("duration")
    plan = scene.plan
    if plan is None:
        st.caption(
            "This study was made by another program, so the size of its networks is not known."
        )
        return
    key = scene.study, scene.filters, plan
    view_scene.draw(scene, partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(lambda: _rows(*key), key=_KEY)


def _rows(study: StudyAt, filters: Selection, plan: StudyPlan) -> pd.DataFrame:
    trials, sizes = _sized(study, filters, plan)
    return pd.DataFrame(
        {
            "trial": trials["number"],
            "trained parameters": sizes.parameters,
            "rows seen": sizes.rows,
            "training time, s": trials["train_s"],
        }
    )


def _sized(
    study: StudyAt, filters: Selection, plan: StudyPlan
) -> tuple[pd.DataFrame, TrainingSizes]:
    trials = filters.apply(frames.trials(study))
    return trials, training_sizes(trials, plan.space, len(feature_names(plan.feature_set)))


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, _plan: StudyPlan, look: TemplateName
) -> plot_panel.Drawn:
    trials, sizes = _sized(study, filters, _plan)
    data = duration_data(trials, sizes, shared=_plan.engine == "fused")
    return plot_panel.Drawn(duration_figure(data, template=look), duration_text(data))
