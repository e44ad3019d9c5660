"""Contour: the objective over one pair of hyperparameters, the reader's choice, or over several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.contour import (
    DEFAULT_PAIR,
    Contour,
    contour_data,
    contour_figure,
    contour_text,
)
from pages.components.landscape import form
from pages.components.selection import selected
from pages.components.shared import cells_table, navigation, plot_panel
from pages.components.study import frames
from pages.components.trials import contour_matrix

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt

_KEY = "plot_contour"
_ACROSS, _UP = f"{_KEY}_x", f"{_KEY}_y"
_PAIR, _MATRIX = "One pair", "Matrix"


def show(study: StudyAt, selection: Selection) -> None:
    """Draw the pair; a click on a trial's point picks the trial."""
    names = [parameter.name for parameter in frames.parameters(study)]
    with st.container(key="panel_contour"):
        row = plot_panel.heading("contour")
        if len(names) < 2:
            st.markdown(
                ":material/join_inner: A contour needs two hyperparameters, and this study "
                f"searched {len(names)}: give another one a range."
            )
            navigation.link(navigation.SPACE, label="Change the search space")
            return
        with row:
            view = st.segmented_control(
                "View",
                (_PAIR, _MATRIX),
                default=_PAIR,
                required=True,
                key=f"{_KEY}_view",
                persist_state="session",
                label_visibility="collapsed",
                help="A matrix has a small contour of each pair of up to five hyperparameters.",
            )
        if view == _MATRIX:
            contour_matrix.show(study, selection, row)
            return
        across, up = choose_pair(names)
        if across == up:
            st.caption("Choose two different hyperparameters.")
            return
        data = contour(study, selection, across, up)

        def draw(look: TemplateName) -> plot_panel.Drawn:
            return plot_panel.Drawn(contour_figure(data, template=look), contour_text(data))

        plot_panel.show(
            draw,
            row,
            key=_KEY,
            on_click=lambda: selected.choose_clicked(study.name, _KEY),
        )
        form.link(study.name, across, up)
        cells_table.show("The cells as a table", data.cells.table(), key=f"{_KEY}_table")


def put_across(name: str) -> None:
    """Put a hyperparameter on the horizontal axis; what stood there moves up if need be."""
    if st.session_state.get(_UP) == name:
        st.session_state[_UP] = st.session_state[_ACROSS]
    st.session_state[_ACROSS] = name


def choose_pair(names: list[str]) -> tuple[str, str]:
    """Ask for two of these axes; one that is not among them any more is replaced."""
    first = DEFAULT_PAIR if set(DEFAULT_PAIR) <= set(names) else (names[0], names[1])
    for key, other, name in zip((_ACROSS, _UP), (_UP, _ACROSS), first, strict=True):
        if st.session_state.get(key) not in names:
            taken = st.session_state.get(other)
            st.session_state[key] = next(one for one in (name, *names) if one != taken)
    across_box, up_box = st.columns(2)
    with across_box:
        across = st.selectbox("Across", names, key=_ACROSS, persist_state="session")
    with up_box:
        up = st.selectbox("Up", names, key=_UP, persist_state="session")
    return across, up


@st.cache_data(max_entries=32, show_spinner=False)
def contour(study: StudyAt, selection: Selection, across: str, up: str) -> Contour:
    """Return the cells of a pair over the trials of a selection."""
    trials = selection.apply(frames.trials(study))
    known = {parameter.name: parameter for parameter in frames.parameters(study)}
    return contour_data(trials, known[across], known[up], selection.picked)
