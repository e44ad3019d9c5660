"""A small study in which TPE chooses one hyperparameter at a time, trained at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.runner.speed import estimate
from dctaxi.search.catalog import study_exists
from dctaxi.search.plan import StudyPlan, as_printed
from dctaxi.search.presets import PRESETS
from dctaxi.training.engines import available_engines
from pages.components import state

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

NAME = "how-tpe-chooses"
_TRIALS = 40
_UNMEASURED = (
    "Nothing was measured on this machine yet: usually it takes a few seconds, and the first use "
    "of the engine compiles it, for some ten seconds more."
)
_PROBLEM = "tpe_demo_problem"


def show(workspace: Workspace) -> None:
    """Draw the button: it trains the study, or opens it where it was trained before."""
    if study_exists(NAME, workspace):
        st.button(
            "Open the small study",
            icon=":material/folder_open:",
            key="tpe_demo_open",
            on_click=state.select_study,
            args=(NAME,),
        )
        return
    plan = _plan()
    st.button(
        f"Train a small study of {_TRIALS} trials",
        type="primary",
        icon=":material/play_arrow:",
        key="tpe_demo_train",
        on_click=_train,
        args=(plan,),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        st.error(problem, icon=":material/error:")
    known = estimate(plan, workspace)
    cost = known.sentence if known.seconds is not None else _UNMEASURED
    st.caption(
        f"{_TRIALS} real trainings in the chapter's space, on synthetic trips, with the chapter's "
        f"own TPE, which chooses one hyperparameter at a time. {cost}"
    )


def _plan() -> StudyPlan:
    preset = PRESETS[state.DEFAULT_PRESET]
    engine = "lightning" if available_engines()["fused"] else "fused"
    plan = StudyPlan(
        NAME, preset.space, n_trials=_TRIALS, feature_set=preset.feature_set, engine=engine
    )
    return as_printed(plan)


def _train(plan: StudyPlan) -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds it queued."""
    try:
        state.runner().submit(StudyJob(plan))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        state.select_study(plan.name)
