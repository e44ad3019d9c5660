"""The trials table: columns to choose, the chapter's best five, CSV, and one selected trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import formats, trial_columns, trial_selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis.parameters import Parameter

_BEST_FIVE = "Best five"
_HEIGHT = 420


def show(trials: pd.DataFrame, parameters: Sequence[Parameter], study: str, total: int) -> None:
    """Draw the table of the filtered trials of a study that has ``total`` of them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "View",
            ["All", _BEST_FIVE],
            default="All",
            required=True,
            key=f"trial_view_{study}",
            persist_state="session",
            label_visibility="collapsed",
            help="The best five are shown as the chapter prints them: number, value, params_seed.",
        )
        columns = _column_chooser(trials, study)
    if view == _BEST_FIVE:
        rows = trials.sort_values("value", kind="stable").dropna(subset="value").head(5)
        columns = [column for column in trial_columns.CHAPTER_COLUMNS if column in trials]
        _table(rows.reset_index(drop=True), columns, parameters, study, as_printed=True)
    else:
        _table(trials, columns, parameters, study, as_printed=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_count(len(trials), total), width="stretch")
        st.download_button(
            "CSV",
            icon=":material/download:",
            data=lambda: trials.to_csv(index=False).encode(),
            file_name=f"{study}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"trial_csv_{study}",
            help="The rows of the table with every column, as pandas writes them.",
        )


def _count(shown: int, total: int) -> str:
    return (
        formats.count(total, "trial") if shown == total else f"{shown:,} of {total:,} trials pass"
    )


def _column_chooser(trials: pd.DataFrame, study: str) -> list[str]:
    with st.popover("Columns", icon=":material/view_column:", key=f"trial_chooser_{study}"):
        return st.multiselect(
            "Columns of the table",
            trial_columns.ordered(trials),
            default=trial_columns.shown_at_first(trials),
            format_func=trial_columns.label,
            key=f"trial_columns_{study}",
            persist_state="session",
        )


def _table(
    rows: pd.DataFrame,
    columns: Sequence[str],
    parameters: Sequence[Parameter],
    study: str,
    *,
    as_printed: bool,
) -> None:
    key = f"trial_table_{study}_{'best' if as_printed else 'all'}"
    numbers = rows["number"].tolist()
    _follow_selection(key, study, numbers)
    st.dataframe(
        trial_columns.display(rows),
        key=key,
        column_order=columns,
        column_config=trial_columns.config(parameters, as_printed=as_printed),
        hide_index=True,
        height="content" if len(rows) <= 10 else _HEIGHT,
        on_select=lambda: _selected_row(key, study, numbers),
        selection_mode="single-row",
        alt=f"{formats.count(len(rows), 'trial')} of the study {study}, one a row",
    )


def _follow_selection(key: str, study: str, numbers: list[int]) -> None:
    """Mark the selected trial's row, wherever a filter or a click in a plot has put it."""
    number = trial_selection.get(study)
    rows = [numbers.index(number)] if number in numbers else []
    current = st.session_state.get(key)
    if current is None or current["selection"]["rows"] != rows:
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _selected_row(key: str, study: str, numbers: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    trial_selection.choose(study, numbers[rows[0]] if rows and rows[0] < len(numbers) else None)
