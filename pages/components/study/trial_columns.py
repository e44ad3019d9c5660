"""The columns of the trials table: their order, names, help and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.foreign_text import revealed
from pages.components.shared import money, term_link
from pages.components.shared.plain import Markdown, Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

    from dctaxi.analysis.reading import Parameter

CHAPTER_COLUMNS = ("number", "value", "params_seed")
"""What the chapter prints of its best five trials, under the names that it prints."""

STATUSES = (
    "finished", "diverged", "failed", "stopped", "running", "waiting", "infeasible", "left out",
)  # fmt: skip
STATUS_COLORS = ("green", "orange", "red", "gray", "blue", "gray", "orange", "gray")

_TEXTS = {
    **labels.METRICS,
    "number": labels.Label("#", "Number of the trial, in the order in which they were asked for."),
    "datetime_start": labels.Label(
        "Started", "When its round began: all of a round begin together."
    ),
    "datetime_complete": labels.Label(
        "Ended", "Its start and what its training took, see Duration."
    ),
    "message": labels.Label("Message", "Why a training did not finish."),
}

_CURVE = "RMSE of the validation batch at each validation of the training, in USD."
_CURVE_TOP = (
    "The upper edge is about what always answering the mean fare scores: a line along it has "
    "learnt nothing."
)

_FIRST = ("number", "value")
_OBJECTIVE = "objective_"
"""How the columns of several objectives begin."""
_AFTER_PARAMETERS = (
    "seed_spread",
    "seed_values",
    "curve",
    "status",
    "val_rmse_all",
    "constant_objective",
    "val_rmse",
    "train_rmse",
    "train_rmse_eval",
    "constant_rmse_all",
    "chapter_objective",
    "typical_seed",
    "duration_s",
    "train_s",
    "datetime_start",
    "datetime_complete",
    "message",
)
_USD = (
    "value",
    "val_rmse_all",
    "constant_objective",
    "constant_rmse_all",
    "train_rmse",
    "val_rmse",
    "train_rmse_eval",
    "chapter_objective",
    "seed_spread",
)
_HIDDEN_AT_FIRST = frozenset(
    {
        "seed_values",
        "typical_seed",
        "train_rmse",
        "constant_rmse_all",
        "chapter_objective",
        "train_s",
    }
    | {"datetime_start", "datetime_complete", "message"}
)


def label(column: str) -> str:
    """Return a column's heading; a hyperparameter keeps the name that it has in code and plots."""
    if column.startswith("params_"):
        return revealed(column.removeprefix("params_"))
    known = _TEXTS.get(column)
    return revealed(column.removeprefix(_OBJECTIVE)) if known is None else known.label


def about(column: str) -> Plain | None:
    """Return what a column means; None where this program cannot know."""
    known = _known(column)
    if known is None:
        return None
    return Plain(f"{known.with_unit}. {known.help}" if column.startswith("params_") else known.help)


def explained(column: str) -> Markdown | None:
    """Return what a column means with the way to the glossary, where a table's head has no room."""
    known = _known(column)
    return None if known is None else term_link.about(known)


def _known(column: str) -> labels.Label | None:
    name = column.removeprefix("params_")
    known = _TEXTS.get(column) if name == column else labels.parameter_label(name)
    return known if known and known.help else None


def ordered(trials: pd.DataFrame, ranked: Sequence[str] = ()) -> list[str]:
    """Return the frame's columns in reading order; those that say nothing here are left out.

    Hyperparameters come as they are ``ranked``, the seed last: it says the least of a trial.
    """
    found = [str(column) for column in trials if str(column).startswith("params_")]
    first = [f"params_{name}" for name in ranked if f"params_{name}" in found]
    others = [column for column in found if column not in (*first, "params_seed")]
    parameters = [*first, *others, *(["params_seed"] if "params_seed" in found else [])]
    objectives = [str(column) for column in trials if str(column).startswith(_OBJECTIVE)]
    return [
        column
        for column in (*_FIRST, *objectives, *parameters, *_AFTER_PARAMETERS)
        if column in trials and (column == "status" or trials[column].notna().any())
    ]


def shown_at_first(trials: pd.DataFrame, ranked: Sequence[str] = ()) -> list[str]:
    """Return the columns that a study's table starts with; outcomes only where they differ."""
    same = {"status"} if (trials["status"] == "finished").all() else set()
    hidden = _HIDDEN_AT_FIRST | same
    return [column for column in ordered(trials, ranked) if column not in hidden]


def config(
    parameters: Sequence[Parameter],
    *,
    as_printed: bool = False,
    long: bool = False,
    small: bool = False,
    curve_top: float | None = None,
) -> dict[str, ColumnConfig]:
    """Return how each column is shown, as the trials table takes them.

    ``as_printed`` keeps the chapter's names, a ``long`` table has its statuses as words, ``small``
    values have four digits wherever these begin, and ``curve_top`` is the upper edge of a learning
    curve's cell, in USD.
    """
    columns: dict[str, ColumnConfig] = {
        "number": st.column_config.NumberColumn(
            "number" if as_printed else "#", help=about("number"), pinned=True, width=60
        ),
        "status": _status(long=long),
        "curve": st.column_config.LineChartColumn(
            "Validation" if curve_top is None else f"Validation, 0 to {curve_top:.3g}",
            help=money.plain(_CURVE if curve_top is None else f"{_CURVE} {_CURVE_TOP}"),
            y_min=0,
            y_max=curve_top,
            width=130,
        ),
    }
    columns["seed_values"] = st.column_config.ListColumn(
        label("seed_values"), help=about("seed_values")
    )
    columns["typical_seed"] = st.column_config.NumberColumn(
        label("typical_seed"), help=about("typical_seed"), format="%d", width="small"
    )
    for name in _USD:
        title = name if as_printed else label(name)
        columns[name] = st.column_config.NumberColumn(
            title, help=about(name), format="%.4g" if small else "%.4f", width="small"
        )
    for name in ("duration_s", "train_s"):
        columns[name] = st.column_config.NumberColumn(
            label(name), help=about(name), format="%.4g", width="small"
        )
    for name in ("datetime_start", "datetime_complete"):
        columns[name] = st.column_config.DatetimeColumn(
            label(name), help=about(name), format="YYYY-MM-DD HH:mm:ss"
        )
    for parameter in parameters:
        columns[parameter.column] = _parameter(parameter, as_printed=as_printed)
    return columns


def _status(*, long: bool) -> ColumnConfig:
    if long:
        return st.column_config.TextColumn(label("status"), help=about("status"), width=95)
    return st.column_config.MultiselectColumn(
        label("status"),
        help=about("status"),
        options=list(STATUSES),
        color=list(STATUS_COLORS),
        width=95,
    )


def _parameter(parameter: Parameter, *, as_printed: bool) -> ColumnConfig:
    title = parameter.column if as_printed else label(parameter.column)
    meaning = about(parameter.column)
    kinds = {type(choice) for choice in parameter.choices if choice is not None}
    if kinds == {bool}:
        return st.column_config.CheckboxColumn(title, help=meaning, width="small")
    if kinds and not kinds <= {int, float}:
        return st.column_config.TextColumn(title, help=meaning, width="small")
    real = parameter.kind == "float" or float in kinds
    number_format = "%.4g" if real else "%d"
    return st.column_config.NumberColumn(title, help=meaning, format=number_format, width="small")
