"""The interval of each hyperparameter that keeps a range, with what the trials say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.importances import INDEPENDENT
from dctaxi.teaching.narrowing.task import gathering, interval_problem
from pages.components.selection.column_filter import ColumnFilter
from pages.components.shared import refusal
from pages.components.study import frames

if TYPE_CHECKING:
    from collections.abc import Collection

    from pages.components.ranges.state import Task

_SEEN = (
    "Brackets are 95 % intervals. You chose while looking at these trials, so they flatter your "
    "choice; the last step asks networks that nobody has seen."
)
_LEARNED = (
    " This study's sampler went where it was good already, so its trials crowd there: what is "
    "counted among them is a hint."
)


def show(task: Task, names: Collection[str], *, counted: bool) -> None:
    """Draw what moves the intervals of some parameters; ``counted``: with the counts below."""
    known = {one.name: one for one in frames.parameters(task.study)}
    for name in names:
        column = f"params_{name}"
        ColumnFilter(
            task.study.name, column, known[name], task.trials[column], task.selection
        ).draw(exact=interval_problem(task.selection, name) is not None)
        problem = interval_problem(task.selection, name)
        if problem is not None:
            refusal.show(problem)
        elif counted:
            found = gathering(task.trials, task.selection, name)
            if found is not None:
                st.markdown(found.sentence)


def caution(task: Task) -> None:
    """Say what the counts are worth."""
    plan = task.start.study
    learned = plan is not None and plan.sampler not in INDEPENDENT
    st.caption(f"{_SEEN}{_LEARNED if learned else ''}")
