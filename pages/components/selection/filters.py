"""Which trials are looked at: the filters in the sidebar, and in words as chips above the trials.

They drive table and plots alike, on every page that looks at trials.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import is_ranged
from pages.components.selection import column_filter, filter_text, ranges, selected
from pages.components.shared import formats, refusal
from pages.components.shared.plain import Plain
from pages.components.study import frames, trial_columns

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis import Selection
    from dctaxi.analysis.reading import Parameter

_SHARES = (50.0, 25.0, 10.0, 5.0, 1.0)
_AT_FIRST = 6
"""Hyperparameters that have a filter before the reader asks for others."""

_EXACT = "filter_exact"


def show(study: frames.StudyAt, trials: pd.DataFrame) -> Selection:
    """Draw bar and filters over all trials of a study, and return its selection."""
    selection = sidebar(study, trials)
    bar(study, trials, selection)
    return selection


def sidebar(study: frames.StudyAt, trials: pd.DataFrame) -> Selection:
    """Draw the filters alone, and return the selection that they make."""
    selection = selected.current(study.name)
    with st.sidebar:
        draw(study, trials, selection)
    return selection


def bar(study: frames.StudyAt, trials: pd.DataFrame, selection: Selection) -> None:
    """Say how many trials pass and by which filters, with a way to take each of them away."""
    with st.container(
        key="selection_bar", horizontal=True, vertical_alignment="center", gap="small"
    ):
        passing = int(selection.passing(trials).sum())
        st.markdown(_count(passing, len(trials), selection), width="content")
        if selection.keeps_all:
            st.caption("Filter in the sidebar", width="content")
        for chip in filter_text.chips(selection, frames.parameters(study)):
            st.button(
                Plain(chip.text),
                icon=":material/close:",
                icon_position="right",
                key=f"selection_drop_{chip.name}",
                help="Take this away",
                on_click=selected.change,
                args=(study.name, chip.drop),
            )
        if not selection.keeps_all or selection.picked:
            st.button(
                "Clear",
                icon=":material/filter_alt_off:",
                type="tertiary",
                key="selection_clear",
                help="Shows all trials again, with none picked.",
                on_click=selected.clear,
                args=(study.name,),
            )
        ranges.show(study.name, selection)
    for problem in selection.problems():
        refusal.show(problem)


def draw(study: frames.StudyAt, trials: pd.DataFrame, selection: Selection) -> None:
    """Draw the filters of a study as they stand; what is changed goes into the selection."""
    parameters = {one.column: one for one in frames.parameters(study)}
    st.subheader("Filters", anchor=False, help="They drive table and plots alike, on all pages.")
    _statuses(study.name, trials, selection)
    _top(study.name, selection)
    place = st.container()
    chosen = _columns(study.name, trials, list(parameters.values()), selection)
    st.toggle(
        "Exact numbers",
        key=_EXACT,
        persist_state="session",
        help="Type the ends of a range instead of dragging them.",
    )
    exact = bool(st.session_state[_EXACT])
    with place:
        for column in chosen:
            known = parameters.get(column)
            column_filter.ColumnFilter(study.name, column, known, trials[column], selection).draw(
                exact=exact
            )


def _statuses(study: str, trials: pd.DataFrame, selection: Selection) -> None:
    counts = trials["status"].value_counts()
    key = f"filter_statuses_{study}"
    st.session_state[key] = list(selection.statuses)
    st.pills(
        Plain(trial_columns.label("status")),
        list(dict.fromkeys((*counts.index, *selection.statuses))),
        selection_mode="multi",
        format_func=lambda status: f"{Plain(status)} {counts.get(status, 0):,}",
        key=key,
        help="None chosen shows all.",
        on_change=lambda: selected.change(
            study,
            lambda old: dataclasses.replace(old, statuses=tuple(st.session_state[key])),
        ),
    )


def _top(study: str, selection: Selection) -> None:
    key = f"filter_top_{study}"
    now = selection.top_percent
    st.session_state[key] = now
    st.pills(
        "Best of the finished",
        sorted({*_SHARES, *(() if now is None else (now,))}, reverse=True),
        format_func=lambda share: f"{share:.4g} %",
        key=key,
        help="Keeps the trials with the lowest objective.",
        on_change=lambda: selected.change(
            study, lambda old: dataclasses.replace(old, top_percent=st.session_state[key])
        ),
    )


def _columns(
    study: str, trials: pd.DataFrame, parameters: list[Parameter], selection: Selection
) -> list[str]:
    """Ask which columns have a filter, and return those; whatever is bounded has one."""
    offered = [
        *(column for column in trial_columns.ordered(trials) if _is_measure(trials, column)),
        *(one.column for one in parameters if one.column in trials),
    ]
    key = f"filter_columns_{study}"
    shown = st.session_state.get(key)
    if shown is None:
        shown = ["value", *(one.column for one in parameters if _at_first(one, trials))][:_AT_FIRST]
    bounded = [column for column in selection.columns if column in offered]
    st.session_state[key] = [
        column for column in dict.fromkeys((*shown, *bounded)) if column in offered
    ]
    with st.popover("Choose filters", icon=":material/add:", key="filter_choice", width="stretch"):
        chosen: list[str] = st.multiselect(
            "Filter by",
            offered,
            format_func=trial_columns.label,
            key=key,
            persist_state="session",
            on_change=lambda: selected.change(
                study, lambda old: _only(old, st.session_state[key], offered)
            ),
        )
        return chosen


def _is_measure(trials: pd.DataFrame, column: str) -> bool:
    return not column.startswith("params_") and is_ranged(trials[column])


def _at_first(parameter: Parameter, trials: pd.DataFrame) -> bool:
    """Tell whether a parameter has a filter at once: seeds have no order, layers may be missing."""
    return parameter.name != "seed" and bool(trials[parameter.column].notna().all())


def _only(selection: Selection, columns: list[str], offered: list[str]) -> Selection:
    for column in offered:
        if column not in columns:
            selection = selection.without_column(column)
    return selection


def _count(passing: int, total: int, selection: Selection) -> str:
    if selection.keeps_all:
        return f":material/filter_alt: **All {formats.count(total, 'trial')}**"
    return f":material/filter_alt: **{passing:,} of {formats.count(total, 'trial')}**"
