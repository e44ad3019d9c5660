"""Timeline: which trials were trained together, and when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.analysis.reading.trial_rounds import TrialRounds, trial_rounds
from dctaxi.plots.study.timeline import timeline_data, timeline_figure, timeline_text
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_timeline"


def show(scene: Scene) -> None:
    """Draw the rounds; a click on one picks its best trial."""
    row = view_scene.heading("timeline")
    key = scene.study, scene.filters
    view_scene.draw(scene, partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(lambda: _rows(_rounds(*key)), key=_KEY)


def _rows(rounds: TrialRounds) -> pd.DataFrame:
    """Return a row for every round."""
    return pd.DataFrame(
        {
            "first trial": rounds.first,
            "last trial": rounds.last,
            "started, s": rounds.starts_s,
            "took, s": rounds.ends_s - rounds.starts_s,
            "finished": rounds.finished,
            "without a result": rounds.unfinished,
            "best trial": rounds.best,
            "its objective, USD": rounds.values,
        }
    )


def _rounds(study: StudyAt, filters: Selection) -> TrialRounds:
    return trial_rounds(filters.apply(frames.trials(study)))


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(study: StudyAt, filters: Selection, look: TemplateName) -> plot_panel.Drawn:
    data = timeline_data(_rounds(study, filters))
    return plot_panel.Drawn(timeline_figure(data, template=look), timeline_text(data))
