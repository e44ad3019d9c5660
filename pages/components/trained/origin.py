"""What trainings outside a study start from: a study's space and data, or the tab's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dctaxi.analysis.studies import judged_trials
from dctaxi.errors import SpaceError
from dctaxi.populations import setting_of
from dctaxi.space import FAIR_OBJECTIVE, space_from_link, space_to_link
from dctaxi.study import find_study
from dctaxi.training import choose_engine
from pages.components.shared import address, money, refusal, state
from pages.components.shared.plain import Plain
from pages.components.study import picker

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dctaxi.records import ObjectiveName
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyEntry, StudyPlan
    from dctaxi.workspace import Workspace

SPACE_PARAMETER = "space"
"""Name of the URL parameter that holds the space where no study does."""

JUDGE_PARAMETER = "judge"
"""Name of the URL parameter that holds the objective where a study does not say it.

Where an address names none, a study's is judged by its own objective, a space's by the chapter's.
"""

_QUESTIONS = {SPACE_PARAMETER, "whatif", "card"}
"""URL parameters that ask something of a space."""

_OLD_OBJECTIVE: Final = "train_val_rmse"
_JUDGE = "judge_all"
_JUDGE_HELP = (
    "Judges every training on the same rows: all validation rows. The chapter's objective uses "
    "each one's own last batch and first rows, so part of the difference is only the batch."
)


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

    @property
    def objective(self) -> ObjectiveName:
        """By what trainings are judged."""
        found: ObjectiveName = self.setting["objective"]
        return found

    def judged(self, trials: pd.DataFrame) -> pd.DataFrame:
        """Return the study's trials judged as its trainings are; NaN where they were not."""
        if self.study is None:
            return trials
        return judged_trials(trials, self.study.objective, self.objective)


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
            help="A study brings its space, its data and its trials. The space is the one of "
            "New study, on its data.",
        )
    if st.session_state[state.START] == state.FROM_STUDY:
        study = picker.show(workspace)
        if study is not None:
            return study_start(find_study(study.name, workspace))
        with st.sidebar:
            st.caption("There is no study yet, so this starts from the space of *New study*.")
    return _of_working_space()


def study_start(study: StudyEntry) -> Start | None:
    """Return the start of a study's plan, after drawing in the sidebar by what it is judged."""
    if study.plan is None or study.plan.objective == FAIR_OBJECTIVE:
        address.write({JUDGE_PARAMETER: None})
        return of_study(study)
    everywhere = _judged_on_all_rows(state.FROM_STUDY, at_first=False)
    return of_study(study, FAIR_OBJECTIVE if everywhere else None)


def of_study(study: StudyEntry, objective: ObjectiveName | None = None) -> Start | None:
    """Return the start of a study's plan, judged by its own objective where none is given.

    Without a plan, say why there is none.
    """
    plan = study.plan
    if plan is None:
        st.info(
            f"This study was made by {Plain(study.maker)}, so its space and data are unknown: "
            "choose another study, or start from the space. What is asked here is answered by "
            "training the chapter's model. A study whose parameters are that model's can be "
            "adopted: *More* beside it on *Studies*.",
            icon=":material/extension:",
        )
        return None
    money.use(plan.source)
    # A study that began before the kernel was compiled keeps its engine; what comes after need not.
    engine = (
        plan.engine if plan.engine != "stacked" else choose_engine("auto", None, device=plan.device)
    )
    setting = {**setting_of(plan, objective), "engine": engine, "device": plan.device}
    return Start(plan.space, setting, plan)


def _of_working_space() -> Start:
    space, data = state.working_space(), state.data_choice()
    money.use(data.source)
    everywhere = _judged_on_all_rows(state.FROM_SPACE, at_first=True)
    address.write({state.STUDY_PARAMETER: None, SPACE_PARAMETER: space_to_link(space)})
    setting = {
        "source": data.source,
        "feature_set": data.feature_set,
        "engine": choose_engine("auto", None),
        "objective": FAIR_OBJECTIVE if everywhere else _OLD_OBJECTIVE,
    }
    return Start(space, setting, None)


def _judged_on_all_rows(start: str, *, at_first: bool) -> bool:
    """Draw the switch; ``at_first`` is how it stands where no address and no reader set it."""
    key = _judge_key(start)
    if key not in st.session_state:
        st.session_state[key] = at_first or address.text(JUDGE_PARAMETER) == FAIR_OBJECTIVE
    with st.sidebar:
        everywhere = st.toggle(
            "Judge on all validation rows", key=key, persist_state="session", help=_JUDGE_HELP
        )
    address.write({JUDGE_PARAMETER: FAIR_OBJECTIVE if everywhere else None})
    return everywhere


def _judge_key(start: str) -> str:
    return f"{_JUDGE}_{start}"


def _take_address() -> None:
    """Start from the space that the address brings, once for a tab; a study in it goes first."""
    if state.START in st.session_state:
        if st.session_state[state.START] == state.FROM_STUDY:
            address.write({SPACE_PARAMETER: None})
        return
    word = address.text(SPACE_PARAMETER)
    if address.text(state.STUDY_PARAMETER) is not None:
        return
    if not address.names().isdisjoint(_QUESTIONS):
        everywhere = address.text(JUDGE_PARAMETER) == FAIR_OBJECTIVE
        st.session_state.setdefault(_judge_key(state.FROM_SPACE), everywhere)
    if word is None:
        return
    try:
        state.set_working_space(space_from_link(word))
    except SpaceError as error:
        refusal.show(error, icon=":material/link_off:")
    else:
        state.start_from(state.FROM_SPACE)
