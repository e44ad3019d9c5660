"""From plots to ranges on one study: the step at hand, or what the study lacks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.teaching.narrowing_task import offered
from pages.components import (
    job_live,
    narrowing_contour,
    narrowing_demo,
    narrowing_importances,
    narrowing_parallel,
    narrowing_space,
    narrowing_state,
    narrowing_steps,
    narrowing_test,
    population_start,
    refusal,
    trial_empty,
    trial_study,
)
from pages.components.trial_frames import StudyAt, trials

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace
    from pages.components.narrowing_state import Task

_NOTHING_KEPT = "Keep a range for at least one hyperparameter: without one there is no search."

_SHOW = {
    "importances": narrowing_importances.show,
    "parallel": narrowing_parallel.show,
    "contour": narrowing_contour.show,
    "ranges": narrowing_space.show,
    "study": narrowing_test.show,
}


def show(workspace: Workspace, name: str) -> None:
    """Draw the step at hand of a study, or say why there is none and offer the example."""
    if job_live.of_study(name):
        return
    other = not narrowing_demo.belongs(name)
    if other:
        with st.container(border=True):
            st.markdown(":material/school: The lesson is about a study of its own.")
            narrowing_demo.show(workspace)
    task = _task(workspace, name)
    if task is None:
        if not other:
            narrowing_demo.show(workspace)
        return
    step = narrowing_steps.show()
    if not task.kept and step != "importances":
        st.info(_NOTHING_KEPT, icon=":material/tune:")
    else:
        try:
            _SHOW[step](task)
        except SpaceError as error:
            refusal.show(error)
    narrowing_steps.ways(step, why_not="" if task.kept else _NOTHING_KEPT)


def _task(workspace: Workspace, name: str) -> Task | None:
    """Return the task; where the study does not do for one, say why."""
    start = population_start.of_study(trial_study.plan_of(workspace, name))
    if start is None:
        return None
    study = StudyAt.now(workspace, name)
    if trial_empty.too_few(trials(study), running=False):
        return None
    task = narrowing_state.task(start, study)
    if not offered(task.importances):
        reason = task.importances.reason or "This study searched nothing but the seed."
        st.info(reason, icon=":material/query_stats:")
        return None
    return task
