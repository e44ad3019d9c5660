"""Continue as a study: a child study in the narrowed space; the parent stays as it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.runner import StudyJob
from dctaxi.space import describe_space, extensions
from dctaxi.study import MAX_TRIALS, StudyPlan, inherited_trials
from pages.components.search import launch_draft
from pages.components.shared import navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.space import SearchSpace
    from pages.components.trained.origin import Start

_OUTCOME, _RUNS = "whatif_child_outcome", ""
_NAME, _TRIALS, _CARRY = "whatif_child_name", "whatif_child_trials", "whatif_child_carry"


def show(start: Start, space: SearchSpace) -> None:
    """Draw the button that opens the form, and go where the study can be watched once it runs."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome == _RUNS:
        navigation.go(sitemap.TRIALS)
    if outcome is not None:
        refusal.show(outcome)
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
    st.caption(Plain(describe_space(space)))
    for sentence in extensions(start.space, space):
        st.caption(f":orange[:material/open_in_full:] {Plain(sentence)}.")
    taken = launch_draft.taken_names(state.workspace())
    stem = "taxi-1" if start.study is None else f"{start.study.name}-child"
    name = st.text_input(
        labels.STUDY_OPTIONS["name"].label,
        launch_draft.free_name(stem[:MAX_NAME_LENGTH], taken),
        key=_NAME,
        max_chars=MAX_NAME_LENGTH,
    )
    trials = st.number_input("New trials", 1, MAX_TRIALS, 100, step=10, key=_TRIALS)
    try:
        _carry_over(_plan(start, space, name.strip(), trials))
    except DcTaxiError as error:
        refusal.show(error)
        return
    outcome = st.session_state.get(_OUTCOME)
    if outcome == _RUNS:
        st.rerun()
    if outcome is not None:
        refusal.show(st.session_state.pop(_OUTCOME))
    st.button(
        "Run the study",
        type="primary",
        icon=":material/rocket_launch:",
        key="whatif_child_run",
        on_click=_run,
        args=(start, space),
    )


def _run(start: Start, space: SearchSpace) -> None:
    name, trials = st.session_state[_NAME].strip(), st.session_state[_TRIALS]
    try:
        plan = _plan(start, space, name, trials)
        carry_over = plan.parent is not None and st.session_state[_CARRY]
        state.runner().submit(StudyJob(plan, carry_over=carry_over))
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
        return
    st.session_state[_OUTCOME] = _RUNS
    state.select_study(plan.name)


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


def _carry_over(plan: StudyPlan) -> None:
    """Ask whether the parent's trials in these ranges become the child's first ones."""
    if plan.parent is None:
        return
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
