"""Which trials are looked at: by status and by numeric range, for table and plots alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.selection import Range, Selection, is_ranged
from pages.components import trial_columns

if TYPE_CHECKING:
    import pandas as pd


def rangeable(trials: pd.DataFrame) -> list[str]:
    """Return the columns that hold numbers, those of the table first."""
    return [column for column in trial_columns.ordered(trials) if is_ranged(trials[column])]


def show(trials: pd.DataFrame, study: str) -> Selection:
    """Draw the filter controls of one study and return what they say."""
    counts = trials["status"].value_counts()
    with st.container(horizontal=True, vertical_alignment="center"):
        statuses = st.pills(
            "Status",
            list(counts.index),
            selection_mode="multi",
            format_func=lambda status: f"{status} {counts.get(status, 0):,}",
            key=f"trial_statuses_{study}",
            help="Table and plots show only trials of the chosen statuses; none chosen shows all.",
            persist_state="session",
            label_visibility="collapsed",
        )
        filters = Selection(study, tuple(statuses or ()), _ranges(trials, study))
    for problem in filters.problems():
        st.error(problem, icon=":material/error:")
    return filters


def _ranges(trials: pd.DataFrame, study: str) -> tuple[Range, ...]:
    with st.popover("Ranges", icon=":material/filter_alt:", key=f"trial_ranges_{study}"):
        st.caption("Table and plots show only trials inside every range.")
        columns = st.multiselect(
            "Filter by",
            rangeable(trials),
            format_func=trial_columns.label,
            key=f"trial_range_columns_{study}",
            persist_state="session",
        )
        return tuple(_range(trials[column], column, study) for column in columns)


def _range(values: pd.Series, column: str, study: str) -> Range:
    label = trial_columns.label(column)
    low_box, high_box = st.columns(2)
    with low_box:
        low = _bound(f"{label}, from", values.min(), f"trial_low_{column}_{study}")
    with high_box:
        high = _bound(f"{label}, to", values.max(), f"trial_high_{column}_{study}")
    return Range(column, low, high)


def _bound(label: str, hint: float, key: str) -> float | None:
    return st.number_input(
        label,
        value=None,
        format="%.6g",
        placeholder=f"{hint:.4g}",
        key=key,
        persist_state="session",
    )
