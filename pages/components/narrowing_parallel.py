"""Second step: through which intervals the good trials pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import narrowing_intervals, plot_parallel

if TYPE_CHECKING:
    from pages.components.narrowing_state import Task


def show(task: Task) -> None:
    """Draw the lines, what moves the intervals, and what these are worth."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        plot_parallel.put_axes(task.study.name, task.kept)
        plot_parallel.show(task.study, task.selection)
    with right:
        narrowing_intervals.show(task, task.kept, counted=True)
        narrowing_intervals.caution(task)
