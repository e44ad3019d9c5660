"""A study run again with other seeds of its sampler: how often, how long it takes, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob
from dctaxi.study import MAX_RUNS, list_studies, plans_again
from dctaxi.timing import estimate
from pages.components.shared import formats, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.study import StudyPlan

RUNS_AT_FIRST = 3
"""With the study itself, as many as two searches need to be told apart."""

_OUTCOME = "study_again_outcome"


def popover(plan: StudyPlan) -> None:
    """Draw the form behind a button; nothing for a study whose runs would share trials."""
    if plan.parent is not None:
        return
    with st.popover("Other seeds", icon=":material/casino:", key="study_again"):
        form(plan)


def form(plan: StudyPlan) -> None:
    """Ask how often a study is to run again, and queue it so often."""
    st.caption(
        "The same study with other seeds of its sampler. One run is one roll of the dice; several "
        "say how good the search is."
    )
    runs: int = st.number_input(
        "More runs", 1, MAX_RUNS, RUNS_AT_FIRST, key="study_again_runs", required=True
    )
    st.caption(f"Each takes {Plain(estimate(plan).text)}.")
    st.button(
        f"Queue {formats.count(runs, 'run')}",
        type="primary",
        icon=":material/playlist_add:",
        key="study_again_run",
        on_click=_queue,
        args=(plan,),
    )


def _queue(plan: StudyPlan) -> None:
    queue([(plan, st.session_state["study_again_runs"])])


def queue(wanted: Sequence[tuple[StudyPlan, int]]) -> list[str]:
    """Queue each plan so many times more; return the names of the studies that are made."""
    made: list[str] = []
    try:
        for plan, runs in wanted:
            entries = list_studies(state.workspace())
            plans = [entry.plan for entry in entries if entry.plan is not None]
            for again in plans_again(plan, runs, plans, [entry.name for entry in entries]):
                state.runner().submit(StudyJob(again, repeats=plan.name))
                made.append(again.name)
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = {"problem": str(error), "made": made}
    else:
        st.session_state[_OUTCOME] = {"problem": None, "made": made}
    return made


def is_said() -> bool:
    """Tell whether there is anything that ``said`` would say."""
    return _OUTCOME in st.session_state


def said() -> None:
    """Say once what was queued, or why not."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome is None:
        return
    if outcome["made"]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/playlist_add_check: Queued: {Plain(', '.join(outcome['made']))}.",
                width="content",
            )
            navigation.link(sitemap.STUDIES, label="Queue")
    if outcome["problem"] is not None:
        refusal.show(outcome["problem"])
