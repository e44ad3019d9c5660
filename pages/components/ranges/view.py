"""From plots to ranges on one study: the step at hand, or what the study lacks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.teaching.narrowing.task import offered
from pages.components.ranges import contour, demo, importances, parallel, proof, space, state, steps
from pages.components.shared import job_controls, refusal
from pages.components.study import nothing_yet, picker
from pages.components.study.frames import StudyAt, trials
from pages.components.trained import origin

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace
    from pages.components.ranges.state import Task

_NOTHING_KEPT = "Keep a range for at least one hyperparameter: without one there is no search."

_SHOW = {
    "importances": importances.show,
    "parallel": parallel.show,
    "contour": contour.show,
    "ranges": space.show,
    "study": proof.show,
}


def show(workspace: Workspace, name: str) -> None:
    """Draw the step at hand of a study, or say why there is none and offer the example."""
    if job_controls.live_of(name):
        return
    other = not demo.belongs(name)
    if other:
        with st.container(border=True):
            st.markdown(":material/school: The lesson is about a study of its own.")
            demo.show(workspace)
    task = _task(workspace, name)
    if task is None:
        if not other:
            demo.show(workspace)
        return
    step = steps.show()
    if not task.kept and step != "importances":
        st.info(_NOTHING_KEPT, icon=":material/tune:")
    else:
        try:
            _SHOW[step](task)
        except SpaceError as error:
            refusal.show(error)
    steps.ways(step, why_not="" if task.kept else _NOTHING_KEPT)


def _task(workspace: Workspace, name: str) -> Task | None:
    """Return the task; where the study does not do for one, say why."""
    start = origin.of_study(picker.plan_of(workspace, name))
    if start is None:
        return None
    study = StudyAt.now(workspace, name)
    if nothing_yet.too_few(trials(study), running=False):
        return None
    task = state.task(start, study)
    if not offered(task.importances):
        reason = task.importances.reason or "This study searched nothing but the seed."
        st.info(reason, icon=":material/query_stats:")
        return None
    return task
