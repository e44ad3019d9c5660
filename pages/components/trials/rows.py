"""The rows of trials as the table gets them: what the reader sees, in as few bytes as that takes.

A browser gets the whole table, so a long one is sent lighter: see ``display``. Files that are
downloaded hold the rows as they are in the study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dctaxi.analysis.reading.trial_files import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

CURVES = 2_000
"""Longer tables are sent without learning curves, without colours of statuses, and rounded."""

_POINTS = 24
"""A cell is about a hundred pixels wide."""


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
    shown = pd.DataFrame({column: typed(trials[column]) for column in wanted}, index=trials.index)
    if long:
        for column in wanted:
            shown[column] = _light(shown[column])
        return shown
    if "status" in shown:
        shown["status"] = [[status] for status in trials["status"]]
    if "curve" in shown:
        shown["curve"] = [_line(curve, curve_top) for curve in trials["curve"]]
    return shown


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
