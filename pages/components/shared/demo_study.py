"""A small study that a Learn page can show its point on: trained at a click, opened at the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.study import study_exists, with_engine
from dctaxi.timing import estimate
from pages.components.shared import guess_first, refusal, state
from pages.components.shared.plain import Markdown, Plain

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace


def show(plan: StudyPlan, workspace: Workspace, *, key: str, about: str) -> None:
    """Draw the button that trains the study, or opens it where it was trained before.

    ``about`` says what is trained, before the sentence on how long it takes.
    """
    if guess_first.question_open():
        guess_first.wait()
        return
    if study_exists(plan.name, workspace):
        st.button(
            "Open the small study",
            icon=":material/folder_open:",
            key=f"{key}_open",
            on_click=state.select_study,
            args=(plan.name,),
        )
        return
    plan = with_engine(plan, "auto")
    st.button(
        f"Train a small study of {plan.n_trials:,} trials",
        type="primary",
        icon=":material/play_arrow:",
        key=f"{key}_train",
        on_click=_train,
        args=(plan, f"{key}_problem"),
    )
    problem = st.session_state.pop(f"{key}_problem", None)
    if problem is not None:
        refusal.show(problem)
    st.caption(f"{Markdown.of(about)} It takes {Plain(estimate(plan).text)}.")


def _train(plan: StudyPlan, problem: str) -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds it queued."""
    try:
        state.runner().submit(StudyJob(plan))
    except DcTaxiError as error:
        st.session_state[problem] = str(error)
    else:
        state.select_study(plan.name)
