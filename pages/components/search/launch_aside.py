"""Beside the launch form: what is searched on which data, how long it takes, and the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob, runner_for
from dctaxi.runner.speed import estimate
from dctaxi.space import describe_space
from pages.components.search import launch_draft, measurement
from pages.components.shared import formats, navigation, refusal, state, term_link
from pages.components.shared.plain import Plain, Text

if TYPE_CHECKING:
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace
    from pages.components.search import launch_form


def show(draft: launch_form.Draft, space: SearchSpace, data: state.DataChoice) -> None:
    """Draw what is about to be launched, from the top: what, how long, and go."""
    _choices(space, data)
    with st.container(border=True):
        _estimate(draft.plan, state.workspace())
        _button(draft)


def _choices(space: SearchSpace, data: state.DataChoice) -> None:
    """Say what was chosen, with the way back to each choice."""
    with st.container(border=True):
        _heading("Searches", navigation.SPACE, "Change the space")
        size = space.size()
        st.markdown(Plain(describe_space(space)))
        if size is not None:
            st.caption(f"{size:,} configurations")
    with st.container(border=True):
        _heading("Trains on", navigation.DATA, "Change the data")
        features = labels.FEATURE_SETS[data.feature_set]
        st.markdown(f"{Plain(data.source.title)}, **{features.label.lower()}** ({features.unit})")
        term_link.show(features)


def _heading(title: Text, page: navigation.Entry, label: Text) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**", width="stretch")
        navigation.link(page, label=label)


def _estimate(plan: StudyPlan | None, workspace: Workspace) -> None:
    """Draw the estimate, or the way to get one; nothing where the form says no study yet."""
    if plan is None:
        return
    known = estimate(plan, workspace)
    trials = formats.count(plan.n_trials, "trial") if plan.n_trials else "As many as fit"
    st.metric(
        f"{trials} will take",
        "not known yet" if known.seconds is None else f"about {formats.duration(known.seconds)}",
    )
    st.caption(Plain(known.sentence))
    if known.seconds is None:
        measurement.show(plan, runner_for(workspace))


def _button(draft: launch_form.Draft) -> None:
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
        navigation.go(navigation.TRIALS)


def _launch(plan: StudyPlan) -> str | None:
    """Queue the study; return in one sentence why that was refused."""
    try:
        runner_for(state.workspace()).submit(StudyJob(plan))
    except DcTaxiError as error:
        return str(error)
    launch_draft.replace_starting_points(())
    launch_draft.launched(plan.name)
    state.select_study(plan.name)
    return None
