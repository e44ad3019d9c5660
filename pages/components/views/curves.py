"""Learning curves: the best trials of those looked at, and the picked ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.plots.study.curves import MOST, Curves, curves_data, curves_figure, curves_text
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_curves"
_AT_FIRST = 5


def show(scene: Scene) -> None:
    """Draw training and validation of each trial."""
    row = view_scene.heading("curves")
    with row:
        best = st.number_input(
            "Best trials",
            min_value=0 if scene.selection.picked else 1,
            max_value=MOST,
            value=_AT_FIRST,
            key=f"{_KEY}_best",
            persist_state="session",
            width=150,
        )
    study, selection = scene.study, scene.selection
    view_scene.draw(scene, partial(_drawn, study, selection, best), row, key=_KEY)
    plot_panel.table(lambda: _rows(_data(study, selection, best)), key=_KEY)


def _rows(data: Curves) -> pd.DataFrame:
    """Return a row for every validation of every curve."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "trial": curve.number,
                    "training step": curve.steps,
                    "training batch, USD": curve.train,
                    "validation, USD": curve.val,
                }
            )
            for curve in data.curves
        ]
        or [pd.DataFrame({"trial": []})],
        ignore_index=True,
    )


def _data(study: StudyAt, selection: Selection, best: int) -> Curves:
    trials = frames.trials(study)
    shown = selection.apply(trials)
    return curves_data(shown, best=best, trials=trials, picked=selection.picked)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(study: StudyAt, selection: Selection, best: int, look: TemplateName) -> plot_panel.Drawn:
    data = _data(study, selection, best)
    return plot_panel.Drawn(curves_figure(data, template=look), curves_text(data))
