"""Fourth step: what the next study searches, a row for each hyperparameter and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.space.description import describe_dimension
from dctaxi.space.dimensions import Fixed
from dctaxi.space.narrowing import dimension_of
from dctaxi.teaching.narrowing.task import offered
from pages.components.lessons import controls
from pages.components.ranges import state
from pages.components.shared import formats
from pages.components.whatif import advice, trials_so_far

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.space.dimensions import Dimension
    from pages.components.ranges.state import Task


def show(task: Task) -> None:
    """Draw the rows, what of the study lies in the next space, and advice to widen instead."""
    found = task.next_ranges()
    space = task.what_if().narrowed(task.start.space)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, gap="xsmall", key="narrowing_rows"):
        for name in offered(task.importances):
            _row(task, name, found.get(name), gone=name not in space.active(space.max_layers))
    with right:
        trials_so_far.tiles(task.trials, space, task.start.space)
        size = space.size()
        if size is not None:
            st.caption(f"{formats.count(size, 'configuration')}, each seed one of them.")
        _widen(task)


def _row(task: Task, name: str, dimension: Dimension | None, *, gone: bool) -> None:
    before = describe_dimension(dimension_of(task.start.space, name))
    kept = name in task.kept
    if gone:
        words, why = "not used", "no configuration has this layer any more"
    elif dimension is None:
        words, why = before, "whole range kept" if kept else "as in the study"
    else:
        words = describe_dimension(dimension)
        why = "your interval" if kept else "fixed as in the best trial"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        change = "" if words == before else f":gray[{before} →] "
        st.markdown(f"**{name}** {change}**{words}**, {why}", width="stretch")
        if gone or controls.closed(state.KEPT):
            return
        if kept and dimension is not None:
            _way_back("Whole range", "undo", state.whole, task.study.name, name)
        elif kept and len(task.kept) > 1:
            _way_back("Fix it", "push_pin", state.drop, name)
        elif isinstance(dimension, Fixed):
            _way_back("Keep its range", "undo", state.keep, name)


def _way_back(label: str, icon: str, change: Callable[..., None], *args: str) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        type="tertiary",
        key=f"narrowing_{change.__name__}_{args[-1]}",
        on_click=change,
        args=args,
    )


def _widen(task: Task) -> None:
    """Say where the best trials lie at an edge of the study's own range."""
    for told in advice.of_study(task.start, task.trials):
        if told.kind == "widen":
            st.info(f"{told.sentence} {told.evidence}", icon=":material/open_in_full:")
