"""Continue as a study: a child study in the narrowed space; the parent stays as it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.search import labels
from dctaxi.search.lineage import inherited_trials
from dctaxi.search.narrowing import extensions
from dctaxi.search.plan import MAX_TRIALS, StudyPlan
from pages.components import launch_defaults, launch_start, state

if TYPE_CHECKING:
    from dctaxi.search.space import SearchSpace
    from pages.components.population_start import Start

_NAME, _TRIALS, _CARRY = "whatif_child_name", "whatif_child_trials", "whatif_child_carry"


def show(start: Start, space: SearchSpace) -> None:
    """Draw the button that opens the form; it is for what-ifs that change something."""
    if st.button(
        "Continue as a study",
        icon=":material/account_tree:",
        key="whatif_continue",
        disabled=space == start.space,
        help="Makes a new study in these ranges. The study it comes from keeps its own.",
    ):
        _form(start, space)


@st.dialog("Continue as a study", icon=":material/account_tree:")
def _form(start: Start, space: SearchSpace) -> None:
    workspace = state.workspace()
    parent = start.study
    st.caption(space.summary)
    for sentence in extensions(start.space, space):
        st.caption(f":orange[:material/open_in_full:] {sentence}.")
    taken = launch_start.taken_names(workspace)
    stem = "taxi-1" if parent is None else f"{parent.name}-narrower"
    name = st.text_input(
        labels.STUDY_OPTIONS["name"].label,
        launch_defaults.free_name(stem[:50], taken),
        key=_NAME,
        max_chars=60,
    )
    trials = st.number_input(
        labels.STUDY_OPTIONS["n_trials"].label, 1, MAX_TRIALS, 100, step=10, key=_TRIALS
    )
    problem = st.container()
    try:
        plan = _plan(start, space, name.strip(), trials)
        carry = _carry_over(plan)
    except DcTaxiError as error:
        problem.error(str(error), icon=":material/error:")
        return
    if not st.button(
        "Run the study", type="primary", icon=":material/rocket_launch:", key="whatif_child_run"
    ):
        return
    try:
        state.runner().submit(StudyJob(plan, carry_over=carry))
    except DcTaxiError as error:
        problem.error(str(error), icon=":material/error:")
        return
    state.select_study(plan.name)
    st.switch_page("pages/search/run.py")


def _plan(start: Start, space: SearchSpace, name: str, trials: int) -> StudyPlan:
    """Return the child's plan: the parent's in all that is not the space, name or length."""
    if start.study is None:
        return StudyPlan(name, space, n_trials=trials, **start.setting)
    # What the chapter's loop cannot do is exactly this: begin with trials of another study.
    return dataclasses.replace(
        start.study,
        name=name,
        space=space,
        n_trials=trials,
        timeout_s=None,
        parent=start.study.name,
        as_printed=False,
        enqueue=(),
    )


def _carry_over(plan: StudyPlan) -> bool:
    """Ask whether the parent's trials in these ranges become the child's first ones."""
    if plan.parent is None:
        return False
    found = inherited_trials(plan, state.workspace(), carry_over=True)
    carry = st.toggle(
        "Carry the parent's trials over",
        value=True,
        key=_CARRY,
        help="Trials inside the new ranges become the first of the new study, so that its sampler "
        "knows them from the start.",
    )
    kept = len(found.trials) if carry else 0
    st.caption(f"{kept:,} of {found.of:,} trials kept")
    return carry
