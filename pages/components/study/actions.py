"""What can be done with one trial: train it again, or start the next study from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import ResumeJob, runner_for
from dctaxi.study.enqueue import enqueue_trial
from pages.components.search import first_trials
from pages.components.shared import navigation, refusal, state

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROBLEM = "trial_action_problem"


def show(study: str, params: Mapping[str, Any], full: Mapping[str, Any]) -> None:
    """Draw the actions for a configuration; ``full`` names what its study had fixed, too."""
    with st.container(horizontal=True):
        st.button(
            "Try again",
            icon=":material/replay:",
            key="trial_again",
            help="Trains this configuration once more, as the study's next trial. The same seed "
            "gives the same result, so this is for trials that failed.",
            on_click=_try_again,
            args=(study, dict(params)),
        )
        if st.button(
            "Use as starting point",
            icon=":material/flag:",
            key="trial_start",
            help="The next study trains this configuration first.",
        ):
            first_trials.add(full)
            navigation.go(navigation.LAUNCH)
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def _try_again(study: str, params: Mapping[str, Any]) -> None:
    workspace = state.workspace()
    try:
        enqueue_trial(study, params, workspace)
        runner_for(workspace).submit(ResumeJob(study, n_trials=1))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
