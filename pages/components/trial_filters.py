"""Which trials are looked at: by status and by numeric range, for table and plots alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from pages.components import trial_columns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TrialFilters:
    """Statuses to keep (empty: all) and closed ranges by column; a bound of None is open."""

    statuses: tuple[str, ...] = ()
    ranges: tuple[tuple[str, float | None, float | None], ...] = ()

    def problems(self) -> tuple[str, ...]:
        """Return a sentence for each range that no number can lie in."""
        return tuple(
            f"{trial_columns.label(column)}: the lower bound {low:g} is above the upper {high:g}."
            for column, low, high in self.ranges
            if low is not None and high is not None and low > high
        )

    def apply(self, trials: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that pass, with a fresh index; a missing number passes no bound."""
        kept = trials
        if self.statuses:
            kept = kept[kept["status"].isin(self.statuses)]
        for column, low, high in self.ranges:
            if column not in kept:
                continue
            if low is not None:
                kept = kept[kept[column] >= low]
            if high is not None:
                kept = kept[kept[column] <= high]
        return kept.reset_index(drop=True)


def rangeable(trials: pd.DataFrame) -> list[str]:
    """Return the columns that hold numbers, those of the table first."""
    return [
        column
        for column in trial_columns.ordered(trials)
        if is_numeric_dtype(trials[column]) and not is_bool_dtype(trials[column])
    ]


def show(trials: pd.DataFrame, study: str) -> TrialFilters:
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
        filters = TrialFilters(tuple(statuses or ()), _ranges(trials, study))
    for problem in filters.problems():
        st.error(problem, icon=":material/error:")
    return filters


def _ranges(trials: pd.DataFrame, study: str) -> tuple[tuple[str, float | None, float | None], ...]:
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


def _range(values: pd.Series, column: str, study: str) -> tuple[str, float | None, float | None]:
    label = trial_columns.label(column)
    low_box, high_box = st.columns(2)
    with low_box:
        low = _bound(f"{label}, from", values.min(), f"trial_low_{column}_{study}")
    with high_box:
        high = _bound(f"{label}, to", values.max(), f"trial_high_{column}_{study}")
    return column, low, high


def _bound(label: str, hint: float, key: str) -> float | None:
    return st.number_input(
        label,
        value=None,
        format="%.6g",
        placeholder=f"{hint:.4g}",
        key=key,
        persist_state="session",
    )
