"""What every view of the Plots page looks at, and how each of them is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from pages.components.selection import selected
from pages.components.shared import plot_panel
from pages.components.study import frames, trial_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.selection import Selection
    from dctaxi.study.plan import StudyPlan
    from pages.components.study.frames import StudyAt


@dataclass(frozen=True)
class Scene:
    """A study, which of its trials are looked at, and what is known of it beside them.

    ``plan`` is None for a study of another program, ``baseline`` where its data cannot be read.
    """

    study: StudyAt
    selection: Selection
    plan: StudyPlan | None
    baseline: Baseline | None

    @property
    def filters(self) -> Selection:
        """The conditions alone: the key of what does not show the picked trials."""
        return self.selection.filters

    def trials(self) -> pd.DataFrame:
        """Return the trials that pass."""
        return self.selection.apply(frames.trials(self.study))


def heading(plot: str) -> plot_panel.Heading:
    """Name a view and say what it answers; return the row, for the view's own options."""
    row = plot_panel.heading(plot)
    st.caption(labels.PLOTS[plot].help)
    return row


def draw(scene: Scene, drawn: plot_panel.Draw, row: plot_panel.Heading, *, key: str) -> None:
    """Draw a view's figure; a click on a point picks its trial."""
    study = scene.study.name
    plot_panel.show(drawn, row, key=key, on_click=lambda: selected.choose_clicked(study, key))


def trials_table(scene: Scene, columns: Sequence[str], *, key: str) -> None:
    """Draw these columns of the trials that pass, those behind a figure."""
    parameters = frames.parameters(scene.study)

    def rows() -> pd.DataFrame:
        trials = scene.trials()
        return trials[[column for column in ("number", "value", *columns) if column in trials]]

    plot_panel.table(rows, key=key, config=trial_columns.config(parameters, long=True))
