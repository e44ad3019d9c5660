"""What trainings outside a study start from: a study's space and data, or the tab's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.populations import setting_of
from dctaxi.space import space_from_link, space_to_link
from dctaxi.study import find_study
from dctaxi.training import default_engine
from pages.components.shared import address, refusal, state
from pages.components.shared.plain import Plain
from pages.components.study import picker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyEntry, StudyPlan
    from dctaxi.workspace import Workspace

SPACE_PARAMETER = "space"
"""Name of the URL parameter that holds the space where no study does."""


@dataclass(frozen=True)
class Start:
    """A whole space, and the fields of a ``TrainingPlan`` that decide on what it is trained.

    ``study`` is the study's plan, None where the tab's working space is the start.
    """

    space: SearchSpace
    setting: Mapping[str, Any]
    study: StudyPlan | None

    @property
    def key(self) -> str:
        """Name of the start: what belongs to one start never shows with another."""
        study = "" if self.study is None else self.study.name
        return f"{study}|{space_to_link(self.space)}"


def show(workspace: Workspace) -> Start | None:
    """Draw the choice in the sidebar; None where a study is chosen that cannot be a start."""
    _take_address()
    st.session_state.setdefault(state.START, state.FROM_STUDY)
    with st.sidebar:
        st.segmented_control(
            "Start from",
            (state.FROM_STUDY, state.FROM_SPACE),
            format_func={state.FROM_STUDY: "A study", state.FROM_SPACE: "The space"}.__getitem__,
            required=True,
            key=state.START,
            persist_state="session",
            help="A study brings its space, its data and its trials. The space is the one of the "
            "Space page, on the data of the Data page.",
        )
    if st.session_state[state.START] == state.FROM_STUDY:
        study = picker.show(workspace)
        if study is not None:
            return of_study(find_study(study.name, workspace))
        with st.sidebar:
            st.caption("There is no study yet, so the working space it is.")
    return _of_working_space()


def of_study(study: StudyEntry) -> Start | None:
    """Return the start of a study's plan; without one, say why there is none."""
    plan = study.plan
    if plan is None:
        st.info(
            f"This study was made by {Plain(study.maker)}, so its space and data are unknown: "
            "choose another study, or start from the space.",
            icon=":material/extension:",
        )
        return None
    setting = {**setting_of(plan), "engine": plan.engine, "device": plan.device}
    return Start(plan.space, setting, plan)


def _of_working_space() -> Start:
    space, data = state.working_space(), state.data_choice()
    address.write({state.STUDY_PARAMETER: None, SPACE_PARAMETER: space_to_link(space)})
    setting = {"source": data.source, "feature_set": data.feature_set, "engine": default_engine()}
    return Start(space, setting, None)


def _take_address() -> None:
    """Start from the space that the address brings, once for a tab; a study in it goes first."""
    if state.START in st.session_state:
        if st.session_state[state.START] == state.FROM_STUDY:
            address.write({SPACE_PARAMETER: None})
        return
    word = address.text(SPACE_PARAMETER)
    if word is None or address.text(state.STUDY_PARAMETER) is not None:
        return
    try:
        state.set_working_space(space_from_link(word))
    except SpaceError as error:
        refusal.show(error, icon=":material/link_off:")
    else:
        state.start_from(state.FROM_SPACE)
