"""More trials for a study that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import ResumeJob
from dctaxi.study.plan import MAX_TRIALS
from pages.components.shared import refusal

if TYPE_CHECKING:
    from dctaxi.runner import Runner

_MORE = 50
_PROBLEM = "job_resume_problem"


def show(runner: Runner, study: str, *, key: str, remaining: int = 0) -> None:
    """Draw the way to run a study on; ``remaining`` trials of its plan are suggested first."""
    with st.popover("Run more", icon=":material/playlist_add:", key=f"job_more_{key}"):
        st.caption("The sampler goes on from all trials so far.")
        st.number_input(
            "More trials",
            min_value=1,
            max_value=MAX_TRIALS,
            value=remaining or _MORE,
            step=10,
            required=True,
            key=f"job_more_trials_{key}",
        )
        st.button(
            "Resume",
            type="primary",
            icon=":material/play_arrow:",
            key=f"job_resume_{key}",
            on_click=_resume,
            args=(runner, study, key),
        )
    problem = st.session_state.get(_PROBLEM)
    if problem is not None and problem["study"] == study:
        refusal.show(problem["sentence"])
        del st.session_state[_PROBLEM]


def _resume(runner: Runner, study: str, key: str) -> None:
    more = st.session_state[f"job_more_trials_{key}"]
    try:
        runner.submit(ResumeJob(study, n_trials=more))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = {"study": study, "sentence": str(error)}
