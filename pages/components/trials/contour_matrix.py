"""The contour plot's matrix: small contours of each pair of two to five hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.contour_matrix import (
    MAX_PARAMETERS,
    ContourMatrix,
    contour_matrix_data,
    contour_matrix_figure,
    contour_matrix_table,
    contour_matrix_text,
)
from pages.components.selection import selected
from pages.components.shared import cells_table, plot_panel
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt

_KEY = "plot_contour_matrix"
_AT_FIRST = 4


def show(study: StudyAt, selection: Selection, row: plot_panel.Heading) -> None:
    """Ask for the hyperparameters and draw their pairs; ``row`` is the heading's."""
    names = [parameter.name for parameter in frames.parameters(study)]
    chosen = st.multiselect(
        "Hyperparameters",
        names,
        default=_at_first(names),
        max_selections=MAX_PARAMETERS,
        key=f"{_KEY}_names_{study.name}",
        persist_state="session",
    )
    if len(chosen) < 2:
        st.caption(f"Choose two to {MAX_PARAMETERS} hyperparameters.")
        return
    data = _data(study, selection, tuple(chosen))

    def draw(look: TemplateName) -> plot_panel.Drawn:
        figure = contour_matrix_figure(data, template=look)
        return plot_panel.Drawn(figure, contour_matrix_text(data))

    plot_panel.show(
        draw,
        row,
        key=_KEY,
        on_click=lambda: selected.choose_clicked(study.name, _KEY),
    )
    cells_table.show(
        "The lowest cell of each pair as a table", contour_matrix_table(data), key=f"{_KEY}_table"
    )


def _at_first(names: list[str]) -> list[str]:
    """Return the first few parameters but the seed, which has no scale to look for cells on."""
    return [name for name in names if name != "seed"][:_AT_FIRST]


@st.cache_data(max_entries=8, show_spinner=False)
def _data(study: StudyAt, selection: Selection, chosen: tuple[str, ...]) -> ContourMatrix:
    trials = selection.apply(frames.trials(study))
    known = {parameter.name: parameter for parameter in frames.parameters(study)}
    return contour_matrix_data(trials, [known[name] for name in chosen], selection.picked)
