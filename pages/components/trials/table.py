"""The trials table: columns to choose, the chapter's best five, rows to pick, and files of it.

A browser gets the whole table, so a long one is sent lighter: see ``display``. What is sent is made
once for all tabs that show the same. Files that are downloaded hold the rows as they are in the
study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.analysis.reading import trial_files
from dctaxi.labels import is_small
from dctaxi.report import file_stem
from pages.components.selection import selected
from pages.components.shared import formats
from pages.components.shared.plain import plain_columns, plain_table
from pages.components.study import frames, trial_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from dctaxi.analysis import Baseline, Selection
    from dctaxi.study import StudyPlan
    from pages.components.study.frames import StudyAt

_SAID_PX = 24
"""The line below the table has its room from the table."""

_BEST_FIVE = "Best five"
CURVES = 2_000
"""Longer tables are sent without learning curves, without colours of statuses, and rounded."""

_POINTS = 24
"""A cell is about a hundred pixels wide."""


class _View(NamedTuple):
    """What the table shows: rows, columns, and whether under the names that the chapter prints."""

    rows: pd.DataFrame
    columns: list[str]
    as_printed: bool


def show(
    version: StudyAt,
    shown: pd.DataFrame,
    selection: Selection,
    curve_top: float | None,
    ranked: Sequence[str] = (),
    *,
    height: int,
) -> None:
    """Draw the table of those trials of a study that its selection leaves to be ``shown``.

    The best comes first, and so do the hyperparameters that are ``ranked`` first. ``curve_top``:
    see ``display``. More than five rows scroll within so many pixels of ``height``.
    """
    study = selection.study
    shown = _best_first(shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        best_five = st.segmented_control(
            "View",
            ["All", _BEST_FIVE],
            default="All",
            required=True,
            key=f"trial_view_{study}",
            persist_state="session",
            label_visibility="collapsed",
            help="The best five are shown as the chapter prints them: number, value, params_seed.",
        )
        chosen = _column_chooser(version, tuple(ranked))
        all_columns = _View(shown, chosen, as_printed=False)
        view = _best_five(shown) if best_five == _BEST_FIVE else all_columns
        _files(view, study)
    said = _caption(view)
    _table(version, view, selection, curve_top, height - _SAID_PX if said else height)
    if said:
        st.caption(said)


def curve_top(plan: StudyPlan | None, baseline: Baseline | None) -> float | None:
    """Return about what the constant answer scores on validation rows, in USD.

    The objective of most studies is a sum of two errors, of which validation is one.
    """
    if plan is None or baseline is None:
        return None
    return (
        baseline.typical if plan.objective in ("val_rmse", "val_rmse_all") else baseline.typical / 2
    )


def is_long(trials: pd.DataFrame) -> bool:
    """Tell whether a table is sent in its light form."""
    return len(trials) > CURVES


def display(
    trials: pd.DataFrame, columns: Sequence[str], curve_top: float | None = None
) -> pd.DataFrame:
    """Return the columns as the table takes them: one badge per status, the curve as a list.

    A curve is thinned to so many points that its cell can show them, the last one kept, and does
    not go above ``curve_top``. A long table has statuses as words, no curves, and numbers with
    about seven digits. Choices of several types are text.
    """
    long = is_long(trials)
    wanted = [column for column in columns if column in trials and not (long and column == "curve")]
    shown = pd.DataFrame(
        {column: trial_files.typed(trials[column]) for column in wanted}, index=trials.index
    )
    if long:
        for column in wanted:
            shown[column] = _light(shown[column])
        return shown
    if "status" in shown:
        shown["status"] = [[status] for status in trials["status"]]
    if "curve" in shown:
        lines = [_line(curve, curve_top) for curve in trials["curve"]]
        shown["curve"] = pd.Series(lines, index=trials.index, dtype=object)
    return shown


@st.cache_resource(max_entries=32, show_spinner=False)
def _sent(
    version: StudyAt,
    filters: Selection,
    columns: tuple[str, ...],
    as_printed: bool,  # noqa: FBT001 - the cache has its key from arguments in their order
    curve_top: float | None,
) -> pa.Table:
    """Return what a browser is sent of the rows that a study's filters leave."""
    shown = _best_first(filters.apply(frames.trials(version)))
    rows = _best_five(shown).rows if as_printed else shown
    return plain_table(display(rows, columns, curve_top))


def _best_first(trials: pd.DataFrame) -> pd.DataFrame:
    return trials.sort_values("value", kind="stable")


def _best_five(trials: pd.DataFrame) -> _View:
    """Return the first five, which are the best."""
    rows = trials.dropna(subset="value").head(5)
    columns = [column for column in trial_columns.CHAPTER_COLUMNS if column in trials]
    return _View(rows.reset_index(drop=True), columns, as_printed=True)


def _column_chooser(version: StudyAt, ranked: tuple[str, ...]) -> list[str]:
    """Ask for columns; until the reader chooses some they follow the ranking."""
    study = version.name
    key = f"trial_columns_{study}"
    offered, at_first = _columns(version, ranked)
    if key not in st.session_state or (ranked and not st.session_state.get(f"{key}_chosen")):
        st.session_state[key] = at_first
    # A column is gone where another study has taken the name.
    st.session_state[key] = [column for column in st.session_state[key] if column in offered]
    with st.popover("Columns", icon=":material/view_column:", key=f"trial_chooser_{study}"):
        chosen: list[str] = st.multiselect(
            "Columns of the table",
            offered,
            format_func=trial_columns.label,
            key=key,
            persist_state="session",
            on_change=_keep_chosen,
            args=(key,),
        )
        return chosen


@st.cache_data(max_entries=32, show_spinner=False)
def _columns(version: StudyAt, ranked: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the columns that say something, and those of them that are shown at first."""
    trials = frames.trials(version)
    return trial_columns.ordered(trials, ranked), trial_columns.shown_at_first(trials, ranked)


def _keep_chosen(key: str) -> None:
    st.session_state[f"{key}_chosen"] = True


def _table(
    version: StudyAt, view: _View, selection: Selection, curve_top: float | None, height: int
) -> None:
    study = selection.study
    key = f"trial_table_{study}_{'best' if view.as_printed else 'all'}"
    numbers = view.rows["number"].tolist()
    _follow_selection(key, selection.picked, numbers)
    config = trial_columns.config(
        frames.parameters(version),
        as_printed=view.as_printed,
        long=is_long(view.rows),
        small=is_small(float(frames.trials(version)["value"].abs().median())),
        curve_top=curve_top,
    )
    names = plain_columns(view.columns)
    st.dataframe(
        _sent(version, selection.filters, tuple(view.columns), view.as_printed, curve_top),
        key=key,
        column_order=list(names.values()),
        column_config={names[name]: one for name, one in config.items() if name in names},
        hide_index=True,
        width="stretch",
        height="content" if len(view.rows) <= 5 else height,
        on_select=lambda: _picked(key, selection, numbers),
        selection_mode="multi-row",
        placeholder="none",
        alt=f"{formats.count(len(view.rows), 'trial')} of the study {study}, one a row",
    )


def _follow_selection(key: str, picked: Sequence[int], numbers: Sequence[int]) -> None:
    """Mark the rows of the picked trials, wherever filters and clicks in plots have put them."""
    wanted = set(picked)
    rows = [row for row, number in enumerate(numbers) if number in wanted]
    current = st.session_state.get(key)
    if current is None or sorted(current["selection"]["rows"]) != rows:
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _picked(key: str, selection: Selection, numbers: Sequence[int]) -> None:
    """Pick the trials of the marked rows; those that a filter hides stay picked."""
    here = set(numbers)
    hidden = [number for number in selection.picked if number not in here]
    rows = st.session_state[key]["selection"]["rows"]
    marked = [numbers[row] for row in rows if row < len(numbers)]
    selected.pick(selection.study, [*hidden, *marked])


def _files(view: _View, study: str) -> None:
    """Offer the rows as files."""
    rows = view.rows[[column for column in view.columns if column in view.rows]]
    with st.popover(
        "Files", icon=":material/download:", type="tertiary", key=f"trial_files_{study}"
    ):
        for name, made, mime in (
            ("CSV", lambda: trial_files.csv_text(rows).encode(), "text/csv"),
            (
                "Parquet",
                lambda: trial_files.to_parquet(rows),
                "application/vnd.apache.parquet",
            ),
        ):
            st.download_button(
                name,
                icon=":material/download:",
                data=made,
                file_name=f"{file_stem(study)}.{name.lower()}",
                mime=mime,
                on_click="ignore",
                type="tertiary",
                key=f"trial_{name.lower()}_{study}",
                help="The rows and columns that the table shows, as they are stored. In CSV, an "
                "apostrophe stands before a text that a spreadsheet would compute.",
            )


def _caption(view: _View) -> str:
    """Say what of the trials is not in the table; nothing where all of it is."""
    if view.as_printed:
        return f"The best {formats.count(len(view.rows), 'trial')} of those that pass"
    if is_long(view.rows) and "curve" in view.columns:
        return f"Learning curves are drawn once filters leave {CURVES:,} trials."
    return ""


def _line(curve: object, top: float | None) -> list[float] | None:
    if not isinstance(curve, list) or not curve:
        return None
    values = np.array([point[2] for point in curve], dtype=np.float32)
    kept = values[np.unique(np.linspace(0, len(values) - 1, _POINTS).round().astype(int))]
    line: list[float] = (kept if top is None else np.minimum(kept, np.float32(top))).tolist()
    return line


def _light(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.StringDtype):
        return values.astype("category")
    largest = values.abs().max() if values.dtype in ("float64", "int64") else np.inf
    if values.dtype == "int64" and largest <= np.iinfo(np.int32).max:
        return pd.to_numeric(values, downcast="integer")
    if values.dtype == "float64" and not largest > np.finfo(np.float32).max:  # NaN: nothing there
        whole = largest <= np.iinfo(np.int32).max and bool((values.dropna() % 1 == 0).all())
        return values.astype("Int32" if whole else "float32")
    return values
