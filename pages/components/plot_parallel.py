"""Parallel coordinates: through which interval the good trials pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.parallel import DEFAULT_AXES, parallel_data, parallel_figure, parallel_text
from pages.components import plot_panel, trial_frames

if TYPE_CHECKING:
    from dctaxi.plots.template import TemplateName
    from pages.components.trial_filters import TrialFilters
    from pages.components.trial_frames import StudyAt

_KEY = "plot_parallel"


def show(study: StudyAt, filters: TrialFilters) -> None:
    """Draw a line per trial through the chosen parameters to the objective."""
    names = [parameter.name for parameter in trial_frames.parameters(study)]
    with st.container(key="panel_parallel"):
        row = plot_panel.heading("parallel")
        with row, st.popover("Axes", icon=":material/view_week:", key=f"{_KEY}_options"):
            axes = st.multiselect(
                "Axes from left to right",
                names,
                default=_at_first(names),
                key=f"{_KEY}_axes_{study.name}",
                persist_state="session",
            )
        drawn = _drawn(study, filters, tuple(axes), plot_panel.template())
        plot_panel.show(drawn, row, key=_KEY)


def _at_first(names: list[str]) -> list[str]:
    """Return the chapter's axes, or the first three of a study that lacks them."""
    return [name for name in DEFAULT_AXES if name in names] or names[:3]


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: TrialFilters, axes: tuple[str, ...], look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(trial_frames.trials(study))
    data = parallel_data(trials, trial_frames.parameters(study), axes)
    return plot_panel.Drawn(parallel_figure(data, template=look), parallel_text(data))
