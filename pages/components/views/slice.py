"""Slices: the objective against each of some hyperparameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.slice import slice_data, slice_figure, slice_text
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.views import scene as view_scene

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.views.scene import Scene

_KEY = "view_slice"
_AT_FIRST = 8


def show(scene: Scene) -> None:
    """Draw a panel for each chosen hyperparameter."""
    names = [parameter.name for parameter in frames.parameters(scene.study)]
    row = view_scene.heading("slice")
    with row, st.popover("Hyperparameters", icon=":material/view_module:", key=f"{_KEY}_options"):
        chosen = st.multiselect(
            "A panel for each of",
            names,
            default=names[:_AT_FIRST],
            key=f"{_KEY}_names_{scene.study.name}",
            persist_state="session",
        )
    drawn = partial(_drawn, scene.study, scene.filters, tuple(chosen))
    view_scene.draw(scene, drawn, row, key=_KEY)
    view_scene.trials_table(scene, [f"params_{name}" for name in chosen], key=_KEY)


@st.cache_data(max_entries=16, show_spinner=False)
def _drawn(
    study: StudyAt, filters: Selection, names: tuple[str, ...], look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(frames.trials(study))
    known = {parameter.name: parameter for parameter in frames.parameters(study)}
    data = slice_data(trials, [known[name] for name in names])
    return plot_panel.Drawn(slice_figure(data, template=look), slice_text(data))
