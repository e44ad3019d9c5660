"""The chapter's loop on one study, from plots to ranges: the step at hand, or what is missing.

The example to try it on is a study drawn at random, or the one of the lesson at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.space import describe_space
from dctaxi.study import find_study
from dctaxi.teaching.lessons import study_of
from dctaxi.teaching.narrowing import EXAMPLE, PAGE, offered
from pages.components.ranges import choices, next_study, plot_steps, stepper
from pages.components.shared import demo_study, job_controls, open_lesson, refusal
from pages.components.shared.plain import Plain
from pages.components.study import frames, nothing_yet
from pages.components.trained import origin

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace
    from pages.components.ranges.choices import Task

_NOTHING_KEPT = "Keep a range for at least one hyperparameter: without one there is no search."

_SHOW = {
    "importances": plot_steps.choose_kept,
    "parallel": plot_steps.draw_intervals,
    "contour": plot_steps.check_pair,
    "ranges": next_study.show_ranges,
    "study": next_study.compare_ranges,
}


def show(workspace: Workspace, name: str) -> None:
    """Draw the step at hand of a study, or say why there is none and offer the example."""
    if job_controls.live_of(name):
        return
    if not _belongs(name):
        with st.container(border=True):
            st.markdown(":material/school: The lesson is about a study of its own.")
            offer_example(workspace)
        return
    task = _task(workspace, name)
    if task is None:
        offer_example(workspace)
        return
    step = stepper.show()
    if not task.kept and step != "importances":
        st.info(_NOTHING_KEPT, icon=":material/tune:")
    else:
        try:
            _SHOW[step](task)
        except SpaceError as error:
            refusal.show(error)
    stepper.ways(step, why_not="" if task.kept else _NOTHING_KEPT)


def offer_example(workspace: Workspace) -> None:
    """Draw the button that trains the example or opens it."""
    plan = study_of(open_lesson.current())
    where = "on distances of synthetic trips" if plan == EXAMPLE else f"on {plan.source.title}"
    demo_study.show(
        plan,
        workspace,
        key="narrowing_demo",
        about=f"{plan.n_trials:d} real trainings, drawn at random from the space "
        f"({describe_space(plan.space)}), {where}.",
    )


def _belongs(study: str) -> bool:
    """Tell whether a study is the one that the lesson at hand is about, if it is about any."""
    lesson = open_lesson.current()
    if lesson is None or lesson.page != PAGE or lesson.space is None:
        return True
    return study == study_of(lesson).name


def _task(workspace: Workspace, name: str) -> Task | None:
    """Return the task; where the study does not do for one, say why."""
    start = origin.of_study(find_study(name, workspace))
    if start is None:
        return None
    study = frames.StudyAt.now(workspace, name)
    if nothing_yet.too_few(frames.trials(study), running=False):
        return None
    task = choices.task(start, study)
    if not offered(task.importances):
        reason = task.importances.reason or "This study searched nothing but the seed."
        st.info(Plain(reason), icon=":material/query_stats:")
        return None
    return task
