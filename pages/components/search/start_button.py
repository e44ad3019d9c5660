"""The Launch button: queues the study, or says in one sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading.frames import read_studies
from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob, runner_for
from pages.components.search import defaults, first_trials
from pages.components.shared import navigation, refusal, state

if TYPE_CHECKING:
    from dctaxi.study.plan import StudyPlan
    from dctaxi.workspace import Workspace
    from pages.components.search.form import Draft


def taken_names(workspace: Workspace) -> frozenset[str]:
    """Return the names of the workspace's studies."""
    return frozenset(study.name for study in read_studies(workspace))


def show(draft: Draft) -> None:
    """Draw the button; once the study is queued, go where it can be watched.

    The click is answered here and not in a callback, which would see the form as it was before
    an edit that the click itself has ended.
    """
    clicked = st.button(
        "Launch",
        type="primary",
        icon=":material/rocket_launch:",
        width="stretch",
        key="launch_button",
        disabled=draft.plan is None,
    )
    problem = draft.problem
    if clicked and draft.plan is not None:
        problem = _launch(draft.plan)
    if problem is not None:
        refusal.show(problem)
    elif clicked:
        navigation.go(navigation.RUN)


def _launch(plan: StudyPlan) -> str | None:
    """Queue the study; return in one sentence why that was refused."""
    try:
        runner_for(state.workspace()).submit(StudyJob(plan))
    except DcTaxiError as error:
        return str(error)
    first_trials.replace(())
    defaults.launched(plan.name)
    state.select_study(plan.name)
    return None
