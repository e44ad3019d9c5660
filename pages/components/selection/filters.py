"""The filters of a study's trials, in the sidebar: beside the table and plots that they drive."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.selection import is_ranged
from pages.components.selection.column import ColumnFilter
from pages.components.study import columns as trial_columns
from pages.components.study import frames
from pages.components.study import selection as trial_selection

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading.parameters import Parameter
    from dctaxi.analysis.selection import Selection
    from pages.components.study.frames import StudyAt

_SHARES = (50.0, 25.0, 10.0, 5.0, 1.0)
_AT_FIRST = 6
"""Hyperparameters that have a filter before the reader asks for others."""

_EXACT = "filter_exact"


def show(study: StudyAt, trials: pd.DataFrame, selection: Selection) -> None:
    """Draw the filters of a study as they stand; what is changed goes into the selection."""
    parameters = {one.column: one for one in frames.parameters(study)}
    with st.sidebar:
        st.subheader(
            "Filters", anchor=False, help="They drive table and plots alike, on all pages."
        )
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
            ColumnFilter(study.name, column, known, trials[column], selection).draw(exact=exact)


def rangeable(trials: pd.DataFrame) -> list[str]:
    """Return the columns that hold numbers, those of the table first."""
    return [column for column in trial_columns.ordered(trials) if is_ranged(trials[column])]


def _statuses(study: str, trials: pd.DataFrame, selection: Selection) -> None:
    counts = trials["status"].value_counts()
    key = f"filter_statuses_{study}"
    st.session_state[key] = list(selection.statuses)
    st.pills(
        trial_columns.label("status"),
        list(dict.fromkeys((*counts.index, *selection.statuses))),
        selection_mode="multi",
        format_func=lambda status: f"{status} {counts.get(status, 0):,}",
        key=key,
        help="None chosen shows all.",
        on_change=lambda: trial_selection.change(
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
        on_change=lambda: trial_selection.change(
            study, lambda old: dataclasses.replace(old, top_percent=st.session_state[key])
        ),
    )


def _columns(
    study: str, trials: pd.DataFrame, parameters: list[Parameter], selection: Selection
) -> list[str]:
    """Ask which columns have a filter, and return those; whatever is bounded has one."""
    offered = [
        *(column for column in rangeable(trials) if not column.startswith("params_")),
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
            on_change=lambda: trial_selection.change(
                study, lambda old: _only(old, st.session_state[key], offered)
            ),
        )
        return chosen


def _at_first(parameter: Parameter, trials: pd.DataFrame) -> bool:
    """Tell whether a parameter has a filter at once: seeds have no order, layers may be missing."""
    return parameter.name != "seed" and bool(trials[parameter.column].notna().all())


def _only(selection: Selection, columns: list[str], offered: list[str]) -> Selection:
    for column in offered:
        if column not in columns:
            selection = selection.without_column(column)
    return selection
