"""Distribution of objectives: how much of the search was any good."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.analysis.reading.trial_columns import ended_trials
from dctaxi.plots.study.distribution import (
    Distributions,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_text,
)
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_ecdf"
_CONSTANT = "always answering the mean"
_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)


def show(scene: Scene) -> None:
    """Draw the share of trials at or below each objective."""
    row = view_scene.heading("ecdf")
    key = scene.study, scene.filters, scene.baseline
    view_scene.draw(scene, partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(lambda: _rows(_data(*key)), key=_KEY)


def _rows(data: Distributions) -> pd.DataFrame:
    """Return the objective that so many of the trials with a result do at least as well as."""
    values = data.samples[0].values
    found = np.quantile(values, _SHARES, method="inverted_cdf") if len(values) else np.nan
    return pd.DataFrame(
        {"share of trials with a result": [f"{share:.0%}" for share in _SHARES], "USD": found}
    )


def _data(study: StudyAt, filters: Selection, baseline: Baseline | None) -> Distributions:
    ended = ended_trials(filters.apply(frames.trials(study)))
    marks = () if baseline is None else ((_CONSTANT, baseline.typical),)
    return distribution_data([(study.name, ended["value"].to_numpy())], marks)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, baseline: Baseline | None, look: TemplateName
) -> plot_panel.Drawn:
    data = _data(study, filters, baseline)
    text = distribution_text(data) + (below_text(data, _CONSTANT) if data.marks else "")
    return plot_panel.Drawn(distribution_figure(data, template=look), text)
