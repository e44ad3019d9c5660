"""A study's trials as a pandas frame, read straight from the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dctaxi.analysis.reading.attributes import NUMERIC_ATTRIBUTES, OF_SEEDS, TRIAL_ATTRIBUTES
from dctaxi.analysis.reading.database import find_study, missing_study
from dctaxi.analysis.reading.foreign_rows import INFEASIBLE
from dctaxi.analysis.reading.rows import Column
from dctaxi.analysis.reading.sql_rows import read_rows
from dctaxi.analysis.reading.trial_columns import SET_ASIDE
from dctaxi.storage import connected, is_known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter
    from dctaxi.analysis.reading.rows import Ids, TrialRows
    from dctaxi.workspace import Workspace

_STATUS_OF_STATE: Mapping[str, str] = {
    "COMPLETE": "finished",
    "FAIL": "failed",
    "PRUNED": "stopped",
    "RUNNING": "running",
    "WAITING": "waiting",
}
"""The status of a trial that brings none of its own, by Optuna's state."""

_NOWHERE = Column(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))


def read_trials(workspace: Workspace, name: str) -> pd.DataFrame:
    """Return one row per trial of a study, ordered by number.

    Columns: ``number``, ``value`` (USD), ``state`` (Optuna's), ``status`` (as in ``RunStatus``, or
    ``running`` / ``waiting``), ``duration_s``, ``datetime_start``, ``datetime_complete`` (local
    times), ``params_*`` in the order of first use, and the trial's attributes
    ``chapter_objective``, ``train_rmse``, ``val_rmse``, ``train_rmse_eval``, ``val_rmse_all``,
    ``constant_objective``, ``constant_rmse_all`` (USD, NaN where another program trained),
    ``train_s``, ``round_s`` (of a round's first trial), ``curve`` (a list of ``[step, train_rmse,
    val_rmse]``), ``message`` and ``engine`` (that trained); where trials trained with several
    seeds also ``seeds``, ``seed_values`` (lists, one for each seed), ``seed_spread`` (USD) and
    ``typical_seed``, as ``storage.user_attributes`` has them.
    What a trial lacks is NaN, or None where a column holds objects.

    Of a study of another program ``value`` is the objective that is looked at, its sign changed
    where it is maximised; all of several are ``objective_*``, lower being better. A curve then
    has no training RMSE, and what was reported in place of the validation's. Trials that
    break a constraint or were left out have the state ``SET_ASIDE`` and no value.

    Raises ``StudyError`` for a study that is not there, and ``StorageError`` for a database that
    cannot be read.
    """
    return read_trials_and_parameters(workspace, name)[0]


def read_trials_and_parameters(
    workspace: Workspace, name: str
) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
    """Return the frame of ``read_trials`` and its parameters, in one reading."""
    rows, left_out = _rows(workspace, name)
    return frame_of(rows, left_out), rows.parameters


def _rows(workspace: Workspace, name: str) -> tuple[TrialRows, frozenset[int]]:
    with connected(workspace.storage_url) as connection:
        if connection is None:
            raise missing_study(name)
        if is_known(connection):
            study = find_study(connection, name)
            return read_rows(connection, study), study.left_out
    from dctaxi.analysis.reading.with_optuna import read_rows_with_optuna

    return read_rows_with_optuna(workspace.storage_url, name)


def frame_of(rows: TrialRows, left_out: frozenset[int] = frozenset()) -> pd.DataFrame:
    """Return the frame of ``read_trials`` of rows that were read."""
    durations = (rows.completes - rows.starts) / np.timedelta64(1, "s")
    columns: dict[str, Any] = {
        "number": rows.numbers,
        "value": rows.values,
        "state": rows.states,
        "status": _status(rows),
        "duration_s": durations,
        "datetime_start": rows.starts,
        "datetime_complete": rows.completes,
    }
    for parameter in rows.parameters:
        column = rows.params.get(parameter.name, _NOWHERE)
        columns[parameter.column] = _parameter_cells(parameter, column, rows.ids)
    for key in TRIAL_ATTRIBUTES[1:]:
        if key in OF_SEEDS and not len(rows.attributes[key].ids):
            continue
        fill = np.nan if key in NUMERIC_ATTRIBUTES else None
        columns[key] = pd.Series(_spread(rows.attributes[key], rows.ids, fill))
    for key in rows.attributes:
        if key.startswith("objective_"):
            columns[key] = pd.Series(_spread(rows.attributes[key], rows.ids, np.nan))
    frame = pd.DataFrame(columns).astype({"state": "str"})
    broken = rows.attributes.get(INFEASIBLE, _NOWHERE).ids
    _set_aside(frame, np.isin(rows.ids, broken), "infeasible", "it breaks a constraint")
    _set_aside(frame, frame["number"].isin(left_out).to_numpy(), "left out", "it was left out")
    return frame.sort_values("number", kind="stable", ignore_index=True)


def _set_aside(frame: pd.DataFrame, ids: NDArray[np.bool_], status: str, why: str) -> None:
    """Let nothing be computed of some trials: they keep their rows, which say what they scored."""
    which = ids & np.isin(frame["state"], ("COMPLETE", "PRUNED", "FAIL"))
    if not which.any():
        return
    scored = [
        f"{why}; it scored {value:.6g}" if np.isfinite(value) else why
        for value in frame["value"].tolist()
    ]
    frame["value"] = frame["value"].mask(which)
    frame["state"] = frame["state"].mask(which, SET_ASIDE)
    frame["status"] = frame["status"].mask(which, status)
    frame["message"] = frame["message"].mask(which, pd.Series(scored, index=frame.index))


def _status(rows: TrialRows) -> pd.Series[str]:
    """Return what Optuna's states say, and where ours says more of such a trial, that.

    Another program may keep anything under the name. As printed in the chapter, a training that
    diverges late has a value.
    """
    own = pd.Series(_spread(rows.attributes["status"], rows.ids, None), dtype="object")
    more = (own == "diverged") & np.isin(rows.states, ("FAIL", "COMPLETE"))
    more |= (own == "stopped") & (rows.states == "FAIL")
    derived = pd.Series(rows.states, dtype="object").map(_STATUS_OF_STATE)
    return own.where(more, derived).astype("str")


def _parameter_cells(parameter: Parameter, column: Column, ids: Ids) -> pd.Series[Any]:
    """Return a parameter's values, as whole numbers or words where every trial has one."""
    present = np.searchsorted(ids, column.ids)
    if parameter.kind == "categorical":
        values = pd.Series(list(parameter.choices)).take(column.values.astype(np.int64))
    elif parameter.kind == "int":
        values = pd.Series(column.values.astype(np.int64))
    else:
        values = pd.Series(column.values)
    return values.set_axis(present).reindex(range(len(ids)))


def _spread(column: Column, ids: Ids, fill: float | None) -> NDArray[Any]:
    cells = np.full(len(ids), fill, dtype=column.values.dtype)
    cells[np.searchsorted(ids, column.ids)] = column.values
    return cells
