"""Trains a what-if's population: on demand, or at once where this machine is fast enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.summary import population_text
from dctaxi.search.population import POPULATIONS
from pages.components import training_estimate, training_work, whatif_session

if TYPE_CHECKING:
    from dctaxi.search.population import Population, PopulationPlan
    from pages.components.population_start import Start
    from pages.components.training_work import Work
    from pages.components.whatif_model import WhatIf

AT_ONCE_S = 0.5
"""Trainings that take less than this are started by moving a range."""

_PATIENCE_S = 1.5
"""How long the page waits for them, so that it is drawn once and whole."""

_PROBLEM = "whatif_train_problem"
_ASKED = "whatif_train_asked"


def show(start: Start, what_if: WhatIf) -> tuple[Population, Population] | None:
    """Draw the button, the progress and what went wrong.

    Return the population and its baseline once there are results of both. As long as nothing is
    changed, the baseline is all there is to train.
    """
    plans = [what_if.baseline(start)]
    if what_if.changes:
        plans.append(what_if.plan(start))
    works = [training_work.look(plan, POPULATIONS) for plan in plans]
    missing = [work.plan for work in works if not work.complete]
    if missing and _at_once(works, missing):
        for plan in missing:
            _request(plan)
        st.session_state[_ASKED] = True
        works = [training_work.look(plan, POPULATIONS) for plan in plans]
    if st.session_state.pop(_ASKED, False):
        training_work.wait(works, _PATIENCE_S)
        works = [training_work.look(plan, POPULATIONS) for plan in plans]
        missing = [work.plan for work in works if not work.complete]
    if missing:
        _offer(works, missing)
    if not what_if.changes:
        _whole_space(works[0])
        return None
    baseline, inside = works
    if inside.complete:
        whatif_session.change(start, lambda session: session.trained())
    if inside.trained is None or baseline.trained is None:
        return None
    return inside.trained, baseline.trained


def _whole_space(baseline: Work[PopulationPlan]) -> None:
    st.markdown(
        ":material/tune: Move a range: what it would change is answered by models that are "
        "trained in it, beside others from the whole space."
    )
    if baseline.trained is not None:
        st.caption(f"The whole space: {population_text(baseline.trained)}")


def _at_once(works: list[Work[PopulationPlan]], missing: list[PopulationPlan]) -> bool:
    """Tell whether what is missing is quickly trained; what was stopped or failed never is."""
    if any(work.job is not None and not work.complete for work in works):
        return False
    if any(work.trained is not None and not work.complete for work in works):
        return False
    times = [training_estimate.seconds_of(plan) for plan in missing]
    return sum(AT_ONCE_S if time is None else time for time in times) < AT_ONCE_S


def _offer(works: list[Work[PopulationPlan]], missing: list[PopulationPlan]) -> None:
    if any(work.at_work for work in works):
        training_work.progress(works, key="whatif")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        stopped = any(work.trained is not None for work in works if not work.complete)
        st.button(
            "Train the rest" if stopped else "Train",
            type="primary",
            icon=":material/play_arrow:",
            key="whatif_train",
            on_click=_train,
            args=(missing,),
        )
        st.caption(training_estimate.sentence(missing), width="content")
        if works[0].plan in missing:
            st.caption("The whole space among them, as the baseline.", width="content")
    asked = st.session_state.pop(_PROBLEM, None)
    for problem in (asked, *(work.problem for work in works)):
        if problem:
            st.error(problem, icon=":material/error:")


def _train(plans: list[PopulationPlan]) -> None:
    st.session_state[_ASKED] = True
    for plan in plans:
        _request(plan)


def _request(plan: PopulationPlan) -> None:
    problem = training_work.request(plan, POPULATIONS)
    if problem is not None:
        st.session_state[_PROBLEM] = problem
