"""Trials that somebody left out: they stay in the table, and nothing is computed of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import ColumnElement, Connection, delete, insert, select

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.storage import STUDY_USER_ATTRIBUTES, TRIALS, changing_alone, writing
from dctaxi.study.attributes import readable
from dctaxi.study.catalog import find_study
from dctaxi.workspace import Workspace

LEFT_OUT_KEY: Final = "dctaxi:left-out"
"""The study's user attribute with the numbers of the trials."""

MAX_LEFT_OUT: Final = 1_000

_TABLE: Final = STUDY_USER_ATTRIBUTES


def left_out_of(user_attrs: Mapping[str, Any]) -> frozenset[int]:
    """Return the numbers of the trials that were left out of a study."""
    numbers = user_attrs.get(LEFT_OUT_KEY)
    if not isinstance(numbers, list):
        return frozenset()
    return frozenset(number for number in numbers if type(number) is int and number >= 0)


def leave_out(name: str, numbers: Iterable[int], workspace: Workspace) -> frozenset[int]:
    """Leave trials out, beside those that are; return all of them.

    Raises StudyError (there is no such study or trial, or they are too many) and StorageError.
    """
    wanted = frozenset(numbers)
    with _changing(name, workspace) as (connection, study_id):
        if missing := wanted - _numbers(connection, study_id):
            raise StudyError(
                f"The study {name!r} has no trial {min(missing)}: choose from its table of trials."
            )
        all_of_them = _kept(connection, study_id) | wanted
        if len(all_of_them) > MAX_LEFT_OUT:
            raise StudyError(
                f"Expected at most {MAX_LEFT_OUT:,} trials to leave out, got {len(all_of_them):,}: "
                "narrow the ranges of a new study instead."
            )
        return _keep(connection, study_id, all_of_them)


def take_back(name: str, numbers: Iterable[int], workspace: Workspace) -> frozenset[int]:
    """Take trials in again; return those that are still left out. Raises as ``leave_out`` does."""
    with _changing(name, workspace) as (connection, study_id):
        return _keep(connection, study_id, _kept(connection, study_id) - frozenset(numbers))


def best_counting(storage: RDBStorage, study_id: int) -> FrozenTrial | None:
    """Return the best of a study's finished trials, of which there are some; None where all of them
    are left out.
    """
    best = storage.get_best_trial(study_id)
    out = left_out_now(storage, study_id)
    if best.number not in out:
        return best
    finished = storage.get_all_trials(study_id, deepcopy=False, states=(TrialState.COMPLETE,))
    counting = (trial for trial in finished if trial.number not in out)
    return min(counting, key=lambda trial: (trial.value, trial.number), default=None)


def left_out_now(storage: RDBStorage, study_id: int) -> frozenset[int]:
    """Return the numbers of the trials that are left out, whatever else stands with the study."""
    with storage.engine.connect() as connection:
        return _kept(connection, study_id)


@contextmanager
def _changing(name: str, workspace: Workspace) -> Iterator[tuple[Connection, int]]:
    """Open a study for one change: nobody else changes it between the reading and the writing."""
    workspace.allow(Action.CHANGE_STUDY)
    study_id = find_study(name, workspace).study_id
    with (
        writing(workspace.storage_url) as storage,
        changing_alone(storage.engine, study_id) as connection,
    ):
        yield connection, study_id


def _numbers(connection: Connection, study_id: int) -> frozenset[int]:
    """Return the numbers of all trials of a study."""
    rows = connection.execute(select(TRIALS.c.number).where(TRIALS.c.study_id == study_id))
    return frozenset(rows.scalars())


def _kept(connection: Connection, study_id: int) -> frozenset[int]:
    text = connection.scalar(select(_TABLE.c.value_json).where(_row(study_id)))
    return left_out_of({} if text is None else readable({LEFT_OUT_KEY: text}))


def _keep(connection: Connection, study_id: int, numbers: frozenset[int]) -> frozenset[int]:
    connection.execute(delete(_TABLE).where(_row(study_id)))
    row = {"study_id": study_id, "key": LEFT_OUT_KEY, "value_json": json.dumps(sorted(numbers))}
    connection.execute(insert(_TABLE).values(row))
    return numbers


def _row(study_id: int) -> ColumnElement[bool]:
    return (_TABLE.c.study_id == study_id) & (_TABLE.c.key == LEFT_OUT_KEY)
