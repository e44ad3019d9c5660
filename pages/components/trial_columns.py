"""The columns of the trials table: their order, names, help and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.search import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis.parameters import Parameter

CHAPTER_COLUMNS = ("number", "value", "params_seed")
"""What the chapter prints of its best five trials, under the names that it prints."""

STATUSES = ("finished", "diverged", "failed", "stopped", "running", "waiting")
STATUS_COLORS = ("green", "orange", "red", "gray", "blue", "gray")

_TEXTS = {
    "number": ("#", "Number of the trial, in the order in which they were asked for."),
    "value": ("objective", "What the study minimises, in USD."),
    "status": ("status", "How the training ended."),
    "curve": ("curve", "Validation RMSE by training step."),
    "duration_s": ("took, s", "Seconds from the start of the trial to its end."),
    "train_s": ("training, s", "Seconds of training alone."),
    "train_rmse": ("train RMSE", "RMSE of the last training batch before its update, in USD."),
    "val_rmse": ("validation RMSE", "RMSE of the validation batch after the last step, in USD."),
    "train_rmse_eval": (
        "train RMSE, eval",
        "RMSE of the last training batch in eval mode, in USD: far above the train RMSE, the "
        "objective is an artefact of batch norm.",
    ),
    "test_rmse": ("test RMSE", "RMSE of the first batch of the test set, in USD."),
    "chapter_objective": (
        "chapter objective",
        "The objective at the step that the chapter reads, in USD.",
    ),
    "datetime_start": ("started", "When the trial was asked for."),
    "datetime_complete": ("ended", "When the trial was kept."),
    "message": ("message", "Why a training did not finish."),
}

_USD = ("value", "train_rmse", "val_rmse", "train_rmse_eval", "test_rmse", "chapter_objective")
_FIRST = ("number", "value", "status", "curve")
_HIDDEN_AT_FIRST = frozenset(
    {"state", "train_rmse", "test_rmse", "chapter_objective", "train_s"}
    | {"datetime_start", "datetime_complete", "message"}
)


def label(column: str) -> str:
    """Return a column's name as the table shows it."""
    if column.startswith("params_"):
        return column.removeprefix("params_")
    return _TEXTS[column][0] if column in _TEXTS else column


def about(column: str) -> str:
    """Return what a column of the study's results means."""
    return _TEXTS[column][1]


def ordered(trials: pd.DataFrame) -> list[str]:
    """Return the frame's columns in reading order; those that say nothing here are left out."""
    parameters = [column for column in trials if str(column).startswith("params_")]
    rest = [column for column in _TEXTS if column not in _FIRST]
    return [
        column
        for column in (*_FIRST, *parameters, *rest)
        if column in trials and (column == "status" or trials[column].notna().any())
    ]


def shown_at_first(trials: pd.DataFrame) -> list[str]:
    """Return the columns that a study's table starts with."""
    return [column for column in ordered(trials) if column not in _HIDDEN_AT_FIRST]


def display(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as the table takes them: one badge per status, the curve as a list."""
    shown = trials.drop(columns=["state"])
    shown["status"] = [[status] for status in trials["status"]]
    shown["curve"] = [
        [point[2] for point in curve] if isinstance(curve, list) else None
        for curve in trials["curve"]
    ]
    return shown


def config(parameters: Sequence[Parameter], *, as_printed: bool = False) -> dict[str, Any]:
    """Return how each column is shown; ``as_printed`` keeps the chapter's names."""
    columns: dict[str, Any] = {
        "number": st.column_config.NumberColumn(
            "number" if as_printed else "#", help=_TEXTS["number"][1], pinned=True, width=60
        ),
        "status": st.column_config.MultiselectColumn(
            "status",
            help=_TEXTS["status"][1],
            options=list(STATUSES),
            color=list(STATUS_COLORS),
            width=95,
        ),
        "curve": st.column_config.LineChartColumn(
            "curve", help=_TEXTS["curve"][1], y_min=0, width=80
        ),
    }
    for name in _USD:
        title = name if as_printed else label(name)
        columns[name] = st.column_config.NumberColumn(
            title, help=_TEXTS[name][1], format="%.4f", width="small"
        )
    for name in ("duration_s", "train_s"):
        columns[name] = st.column_config.NumberColumn(
            label(name), help=_TEXTS[name][1], format="%.4g", width="small"
        )
    for name in ("datetime_start", "datetime_complete"):
        columns[name] = st.column_config.DatetimeColumn(
            label(name), help=_TEXTS[name][1], format="YYYY-MM-DD HH:mm:ss"
        )
    for parameter in parameters:
        columns[parameter.column] = _parameter(parameter, as_printed=as_printed)
    return columns


def _parameter(parameter: Parameter, *, as_printed: bool) -> Any:
    title = parameter.column if as_printed else parameter.name
    about = labels.help_text(parameter.name)
    if parameter.kind == "categorical" and not _all_numbers(parameter.choices):
        return st.column_config.TextColumn(title, help=about, width="small")
    number_format = "%.4g" if parameter.kind == "float" else "%d"
    return st.column_config.NumberColumn(title, help=about, format=number_format, width="small")


def _all_numbers(choices: Sequence[object]) -> bool:
    return all(isinstance(choice, int | float) for choice in choices)
