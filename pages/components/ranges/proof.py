"""Last step: the next space held against the whole one by fresh trainings, and on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.populations.population import POPULATIONS
from pages.components.ranges import each
from pages.components.shared import refusal
from pages.components.trained import train_button, two_populations
from pages.components.whatif import child_study, history, question

if TYPE_CHECKING:
    from pages.components.ranges.state import Task


def show(task: Task) -> None:
    """Train both, say whether the ranges are better beyond noise, and offer the next study."""
    asked, start = task.what_if(), task.start
    if not asked.changes:
        st.info(
            "Your ranges are the whole space still: keep fewer of them, or draw an interval.",
            icon=":material/tune:",
        )
        return
    problem = question.problem(asked, start)
    if problem is not None:
        refusal.show(problem)
        return
    whole, inside = train_button.ensure(
        [asked.baseline(start), asked.plan(start)],
        POPULATIONS,
        key="narrowing",
        note="Half of them in the whole space.",
    )
    if whole.trained is not None and inside.trained is not None:
        two_populations.show(
            inside.trained,
            whole.trained,
            names=("your ranges", "the whole space"),
            key="narrowing_plot",
        )
        each.show(task, whole.trained)
    with st.container(horizontal=True, vertical_alignment="center"):
        child_study.show(start, asked.narrowed(start.space))
        history.ask_button(start, task.next_ranges(), key="narrowing_whatif")
