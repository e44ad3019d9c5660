"""Distributions of the compared searches' objectives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dctaxi.analysis.statistics.best_so_far import values_of
from dctaxi.plots.study.distribution import (
    Distributions,
    distribution_data,
    distribution_figure,
    distribution_rows,
    distribution_text,
)
from pages.components.compare import choice as compare_choice
from pages.components.shared import plot_panel
from pages.components.views import scene

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt

_KEY = "compare_distributions"


def show(choice: Choice) -> None:
    """Draw the share of each search's trials at or below each objective."""
    row = scene.heading("studies_ecdf")
    key = choice.names, choice.members
    plot_panel.show(partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(lambda: distribution_rows(_data(*key)), key=_KEY)


def _data(names: tuple[str, ...], members: tuple[tuple[StudyAt, ...], ...]) -> Distributions:
    return distribution_data(
        [
            (name, np.concatenate([values_of(each) for each in compare_choice.trials(studies)]))
            for name, studies in zip(names, members, strict=True)
        ]
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _drawn(
    names: tuple[str, ...], members: tuple[tuple[StudyAt, ...], ...], look: TemplateName
) -> plot_panel.Drawn:
    data = _data(names, members)
    return plot_panel.Drawn(distribution_figure(data, template=look), distribution_text(data))
