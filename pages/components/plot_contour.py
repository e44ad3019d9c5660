"""Contour: the objective over one pair of hyperparameters, the reader's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.contour import contour_data, contour_figure, contour_text
from pages.components import plot_panel, trial_frames, trial_selection

if TYPE_CHECKING:
    from dctaxi.plots.template import TemplateName
    from pages.components.trial_filters import TrialFilters
    from pages.components.trial_frames import StudyAt

_KEY = "plot_contour"
_ACROSS, _UP = f"{_KEY}_x", f"{_KEY}_y"
_CHAPTER_PAIR = ("batch_size", "lr")


def show(study: StudyAt, filters: TrialFilters) -> None:
    """Draw the pair; a click on a trial's point selects the trial."""
    names = [parameter.name for parameter in trial_frames.parameters(study)]
    with st.container(key="panel_contour"):
        row = plot_panel.heading("contour")
        if len(names) < 2:
            st.markdown(
                ":material/join_inner: A contour needs two hyperparameters, and this study "
                f"searched {len(names)}: give another one a range."
            )
            st.page_link(
                "pages/search/space.py", label="Change the search space", icon=":material/tune:"
            )
            return
        across, up = _pair(names)
        if across == up:
            st.caption("Choose two different hyperparameters.")
            return
        drawn = _drawn(study, filters, across, up, plot_panel.template())
        plot_panel.show(
            drawn, row, key=_KEY, on_click=lambda: trial_selection.choose_clicked(study.name, _KEY)
        )


def put_across(name: str) -> None:
    """Put a hyperparameter on the horizontal axis; what stood there moves up if need be."""
    if st.session_state.get(_UP) == name:
        st.session_state[_UP] = st.session_state[_ACROSS]
    st.session_state[_ACROSS] = name


def _pair(names: list[str]) -> tuple[str, str]:
    """Ask for the axes; a study that lacks the ones chosen last starts with its first two."""
    first = _CHAPTER_PAIR if set(_CHAPTER_PAIR) <= set(names) else (names[0], names[1])
    for key, name in zip((_ACROSS, _UP), first, strict=True):
        if st.session_state.get(key) not in names:
            st.session_state[key] = name
    across_box, up_box = st.columns(2)
    with across_box:
        across = st.selectbox("Across", names, key=_ACROSS, persist_state="session")
    with up_box:
        up = st.selectbox("Up", names, key=_UP, persist_state="session")
    return across, up


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    study: StudyAt, filters: TrialFilters, across: str, up: str, look: TemplateName
) -> plot_panel.Drawn:
    trials = filters.apply(trial_frames.trials(study))
    known = {parameter.name: parameter for parameter in trial_frames.parameters(study)}
    data = contour_data(trials, known[across], known[up])
    return plot_panel.Drawn(contour_figure(data, template=look), contour_text(data))
