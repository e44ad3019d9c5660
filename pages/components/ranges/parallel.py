"""Second step: through which intervals the good trials pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.ranges import intervals
from pages.components.trials import parallel

if TYPE_CHECKING:
    from pages.components.ranges.state import Task


def show(task: Task) -> None:
    """Draw the lines, what moves the intervals, and what these are worth."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        parallel.put_axes(task.study.name, task.kept)
        parallel.show(task.study, task.selection)
    with right:
        intervals.show(task, task.kept, counted=True)
        intervals.caution(task)
