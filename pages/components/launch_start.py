"""The Launch button: queues the study, or says in one sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.frames import read_studies
from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob, runner_for
from pages.components import launch_defaults, launch_starts, state

if TYPE_CHECKING:
    from dctaxi.search.plan import StudyPlan
    from dctaxi.workspace import Workspace
    from pages.components.launch_form import Draft

_RESULT = "launch_result"
_LAUNCHED = ""


def taken_names(workspace: Workspace) -> frozenset[str]:
    """Return the names of the workspace's studies."""
    return frozenset(study.name for study in read_studies(workspace))


def show(draft: Draft) -> None:
    """Draw the button; once the study is queued, go where it can be watched."""
    result = st.session_state.pop(_RESULT, None)
    if result == _LAUNCHED:
        st.switch_page("pages/search/run.py")
    st.button(
        "Launch",
        type="primary",
        icon=":material/rocket_launch:",
        width="stretch",
        key="launch_button",
        disabled=draft.plan is None,
        on_click=_launch,
        args=(draft.plan,),
    )
    problem = draft.problem or result
    if problem is not None:
        st.error(problem, icon=":material/error:")


def _launch(plan: StudyPlan) -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds its name."""
    try:
        runner_for(state.workspace()).submit(StudyJob(plan))
    except DcTaxiError as error:
        st.session_state[_RESULT] = str(error)
        return
    st.session_state[_RESULT] = _LAUNCHED
    launch_starts.replace(())
    launch_defaults.suggest_next_name(plan.name)
    state.select_study(plan.name)
