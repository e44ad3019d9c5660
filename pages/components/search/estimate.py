"""How long the study will take on this machine, by what was measured on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import runner_for
from dctaxi.runner.speed import estimate
from pages.components.search import measure
from pages.components.shared import formats

if TYPE_CHECKING:
    from dctaxi.study.plan import StudyPlan
    from dctaxi.workspace import Workspace


def show(plan: StudyPlan | None, workspace: Workspace) -> None:
    """Draw the estimate, or the way to get one; nothing where the form says no study yet."""
    if plan is None:
        return
    known = estimate(plan, workspace)
    trials = formats.count(plan.n_trials, "trial") if plan.n_trials else "As many as fit"
    st.metric(
        f"{trials} will take",
        "not known yet" if known.seconds is None else f"about {formats.duration(known.seconds)}",
    )
    st.caption(known.sentence)
    if known.seconds is None:
        measure.show(plan, runner_for(workspace))
