"""A study's trials as a pandas frame, read straight from the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dctaxi.analysis.database import KNOWN_SCHEMAS, reading, schema_of
from dctaxi.analysis.parameters import Parameter
from dctaxi.analysis.rows import TRIAL_ATTRIBUTES, Sparse, TrialRows, read_rows
from dctaxi.analysis.studies import (
    StudySummary,
    StudyVersion,
    find_study,
    missing_study,
    read_studies,
    study_version,
)
from dctaxi.workspace import Workspace

__all__ = [
    "StudySummary",
    "StudyVersion",
    "read_parameters",
    "read_studies",
    "read_trials",
    "read_trials_and_parameters",
    "study_version",
]

_STATUS_OF_STATE: Mapping[str, str] = {
    "COMPLETE": "finished",
    "FAIL": "failed",
    "PRUNED": "stopped",
    "RUNNING": "running",
    "WAITING": "waiting",
}
"""The status of a trial that brings none of its own, by Optuna's state."""

_NUMERIC_ATTRIBUTES = frozenset(TRIAL_ATTRIBUTES) - {"status", "curve", "message"}


def read_trials(workspace: Workspace, name: str) -> pd.DataFrame:
    """Return one row per trial of a study, ordered by number.

    Columns: ``number``, ``value`` (USD), ``state`` (Optuna's), ``status`` (as in ``RunStatus``, or
    ``running`` / ``waiting``), ``duration_s``, ``datetime_start``, ``datetime_complete`` (local
    times), ``params_*`` in the order of first use, and the trial's attributes
    ``chapter_objective``, ``train_rmse``, ``val_rmse``, ``train_rmse_eval``, ``test_rmse`` (USD),
    ``train_s``, ``curve`` (a list of ``[step, train_rmse, val_rmse]``) and ``message``.
    What a trial lacks is NaN, or None where a column holds objects.

    Raises ``StudyError`` for a study that is not there or does not minimise one objective, and
    ``StorageError`` for a database that cannot be read.
    """
    return read_trials_and_parameters(workspace, name)[0]


def read_parameters(workspace: Workspace, name: str) -> tuple[Parameter, ...]:
    """Return every parameter that the trials of a study have, in the order of first use."""
    return read_trials_and_parameters(workspace, name)[1]


def read_trials_and_parameters(
    workspace: Workspace, name: str
) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
    """Return the frame of ``read_trials`` and its parameters, in one reading."""
    rows = _rows(workspace, name)
    return _frame(rows), rows.parameters


def _rows(workspace: Workspace, name: str) -> TrialRows:
    with reading(workspace.storage_url) as connection:
        if connection is None:
            raise missing_study(name)
        if schema_of(connection) in KNOWN_SCHEMAS:
            return read_rows(connection, find_study(connection, name))
    from dctaxi.analysis.optuna_rows import read_rows_with_optuna  # Optuna takes 0.4 s to import

    return read_rows_with_optuna(workspace.storage_url, name)


def _frame(rows: TrialRows) -> pd.DataFrame:
    numbers = pd.Index(rows.numbers, dtype="int64")
    starts = pd.Series(rows.starts, index=numbers, dtype="datetime64[us]")
    completes = pd.Series(rows.completes, index=numbers, dtype="datetime64[us]")
    columns: dict[str, Any] = {
        "number": numbers,
        "value": np.array(rows.values, dtype=np.float64),
        "state": rows.states,
        "status": _status(rows, numbers),
        "duration_s": (completes - starts).dt.total_seconds(),
        "datetime_start": starts,
        "datetime_complete": completes,
    }
    for parameter in rows.parameters:
        columns[parameter.column] = _column(rows.params[parameter.name], numbers)
    for key in TRIAL_ATTRIBUTES[1:]:
        column = _column(rows.attributes[key], numbers, as_object=key not in _NUMERIC_ATTRIBUTES)
        columns[key] = column.astype("float64") if key in _NUMERIC_ATTRIBUTES else column
    return pd.DataFrame(columns).reset_index(drop=True)


def _status(rows: TrialRows, numbers: pd.Index[int]) -> pd.Series[str]:
    known = _column(rows.attributes["status"], numbers, as_object=True)
    derived = pd.Series([_STATUS_OF_STATE[state] for state in rows.states], index=numbers)
    return known.where(known.notna(), derived).astype("str")


def _column(sparse: Sparse, numbers: pd.Index[int], *, as_object: bool = False) -> pd.Series[Any]:
    if as_object:
        by_number = dict(zip(sparse.numbers, sparse.values, strict=True))
        cells = [by_number.get(number) for number in numbers]
        return pd.Series(cells, index=numbers, dtype="object")
    return pd.Series(sparse.values, index=sparse.numbers).reindex(numbers)
