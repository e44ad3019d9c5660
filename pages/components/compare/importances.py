"""Importances of the compared searches, each against its own noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.analysis.importance.importances import ImportanceResult, importances
from dctaxi.plots.compare.importances import (
    importance_sides_data,
    importance_sides_figure,
    importance_sides_text,
)
from dctaxi.plots.study.importances import WORDS
from pages.components.compare import choice as compare_choice
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt

_KEY = "compare_importances"


def show(choice: Choice) -> None:
    """Draw the bars of each search beside one another."""
    row = scene.heading("importance_sides")
    sides = [
        (name, _judged(studies)) for name, studies in zip(choice.names, choice.members, strict=True)
    ]
    data = importance_sides_data(sides)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        figure = importance_sides_figure(data, template=look)
        return plot_panel.Drawn(figure, importance_sides_text(data))

    plot_panel.show(draw, row, key=_KEY)
    plot_panel.table(lambda: _rows(sides), key=_KEY)


def _rows(sides: list[tuple[str, ImportanceResult]]) -> pd.DataFrame:
    """Return a row for every parameter of every search."""
    return pd.DataFrame(
        [
            {
                "search": name,
                "hyperparameter": one.name,
                "importance": one.importance,
                "low": one.low,
                "high": one.high,
                "verdict": WORDS[one.verdict],
            }
            for name, result in sides
            for one in result.parameters
        ]
    )


@st.cache_data(max_entries=32, show_spinner="Judging the hyperparameters")
def _judged(studies: tuple[StudyAt, ...]) -> ImportanceResult:
    """Judge the trials of all repeats of a search together."""
    trials = pd.concat(compare_choice.trials(studies), ignore_index=True)
    return importances(trials, frames.parameters(studies[0]))
