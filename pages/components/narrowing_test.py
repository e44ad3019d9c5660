"""Last step: the next space held against the whole one by fresh trainings, and on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.search.population import POPULATIONS
from pages.components import (
    narrowing_each,
    refusal,
    training_offer,
    whatif_continue,
    whatif_model,
    whatif_open,
    whatif_result,
)

if TYPE_CHECKING:
    from pages.components.narrowing_state import Task


def show(task: Task) -> None:
    """Train both, say whether the ranges are better beyond noise, and offer the next study."""
    asked, start = task.what_if(), task.start
    if not asked.changes:
        st.info(
            "Your ranges are the whole space still: keep fewer of them, or draw an interval.",
            icon=":material/tune:",
        )
        return
    problem = whatif_model.problem(asked, start)
    if problem is not None:
        refusal.show(problem)
        return
    whole, inside = training_offer.ensure(
        [asked.baseline(start), asked.plan(start)],
        POPULATIONS,
        key="narrowing",
        note="Half of them in the whole space.",
    )
    if whole.trained is not None and inside.trained is not None:
        whatif_result.show(
            inside.trained,
            whole.trained,
            names=("your ranges", "the whole space"),
            key="narrowing_plot",
        )
        narrowing_each.show(task, whole.trained)
    with st.container(horizontal=True, vertical_alignment="center"):
        whatif_continue.show(start, asked.narrowed(start.space))
        whatif_open.button(start, task.next_ranges(), key="narrowing_whatif")
