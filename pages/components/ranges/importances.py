"""First step: which hyperparameters keep a range."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.teaching.narrowing.task import choice_sentences, offered
from pages.components.lessons import controls
from pages.components.ranges import state
from pages.components.trials import importances

if TYPE_CHECKING:
    from pages.components.ranges.state import Task


def show(task: Task) -> None:
    """Draw the importances, the choice, and what it is worth."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        importances.show(task.study, state.EVERYTHING)
    with right:
        kept = controls.draw(
            state.KEPT,
            [],
            functools.partial(
                st.pills,
                "Keep a range for",
                offered(task.importances),
                selection_mode="multi",
                wrap=True,
                persist_state="session",
                help="The most important first. What you do not choose will be fixed at the value "
                "of the best trial.",
            ),
        )
        if not kept:
            st.caption("Choose one or more: each choice is held against its bar.")
            return
        for sentence in choice_sentences(task.importances, kept):
            st.markdown(f"- {sentence}")
