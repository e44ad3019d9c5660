"""Writes a round of finished trials into Optuna's tables in one transaction.

Optuna itself writes a finished trial row by row, with a query before each: about 8 ms a trial.
Here the rows of a whole round are made in memory, exactly as Optuna would, and inserted table by
table: well under a millisecond a trial, and a reader sees the round whole or not at all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from optuna.distributions import BaseDistribution, distribution_to_json
from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from dctaxi.storage.alone import changing_alone
from dctaxi.storage.connection import KNOWN_SCHEMA
from dctaxi.storage.tables import (
    STUDY_SYSTEM_ATTRIBUTES,
    TRIAL_INTERMEDIATE_VALUES,
    TRIAL_PARAMS,
    TRIAL_SYSTEM_ATTRIBUTES,
    TRIAL_USER_ATTRIBUTES,
    TRIAL_VALUES,
    TRIALS,
)

Row = dict[str, Any]

Guard = Callable[[Connection], None]
"""Looks within the transaction of a round whether it may be written, and raises if it may not."""

_DIALECTS = ("sqlite", "postgresql")
"""Databases in which our own SQL is tested; others are written to by Optuna."""


class TrialWriter(Protocol):
    """Adds finished trials to one study."""

    def write(
        self, trials: Sequence[FrozenTrial], study_system_attrs: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """Add the trials, in their order, and set attributes of the study; return their numbers.

        A trial whose ``_trial_id`` is not negative waits in the database already and is finished
        there, under the number it has. All trials of a call are kept, or none.
        """
        ...


def allow(_connection: Connection) -> None:
    """Let every round be written: the default guard."""


def trial_writer(storage: RDBStorage, study_id: int, guard: Guard = allow) -> TrialWriter:
    """Return the fastest writer that is right for this database."""
    if storage.engine.name in _DIALECTS and storage.get_current_version() == KNOWN_SCHEMA:
        return RoundWriter(storage, study_id, guard)
    return OptunaTrialWriter(storage, study_id, guard)


class OptunaTrialWriter:
    """Writes through Optuna's own functions: for databases and schemas that our SQL is not for."""

    def __init__(self, storage: RDBStorage, study_id: int, guard: Guard = allow) -> None:
        self._storage = storage
        self._study_id = study_id
        self._guard = guard

    def write(
        self, trials: Sequence[FrozenTrial], study_system_attrs: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """Write trial by trial, each in a transaction of its own."""
        with self._storage.engine.connect() as connection:
            self._guard(connection)
        for key, value in study_system_attrs.items():
            self._storage.set_study_system_attr(self._study_id, key, value)
        return tuple(
            self._storage.get_trial(trial_id).number
            for trial_id in [self._written(trial) for trial in trials]
        )

    def _written(self, trial: FrozenTrial) -> int:
        storage, trial_id = self._storage, trial._trial_id
        if trial_id < 0:
            return storage.create_new_trial(self._study_id, template_trial=trial)
        storage.set_trial_state_values(trial_id, TrialState.RUNNING)
        for name, value in trial.params.items():
            distribution = trial.distributions[name]
            internal = distribution.to_internal_repr(value)
            storage.set_trial_param(trial_id, name, internal, distribution)
        for step, value in trial.intermediate_values.items():
            storage.set_trial_intermediate_value(trial_id, step, value)
        for key, value in trial.user_attrs.items():
            storage.set_trial_user_attr(trial_id, key, value)
        for key, value in trial.system_attrs.items():
            storage.set_trial_system_attr(trial_id, key, value)
        storage.set_trial_state_values(trial_id, trial.state, trial.values)
        return trial_id


class RoundWriter:
    """Inserts the rows of a whole round in one transaction."""

    def __init__(self, storage: RDBStorage, study_id: int, guard: Guard = allow) -> None:
        self._engine = storage.engine
        self._study_id = study_id
        self._guard = guard

    def write(
        self, trials: Sequence[FrozenTrial], study_system_attrs: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """Write the round in one transaction, which nobody else may disturb before it counts."""
        with changing_alone(self._engine, self._study_id) as connection:
            self._guard(connection)
            ids, numbers = self._place(connection, trials)
            _insert(connection, TRIAL_VALUES, _value_rows(ids, trials))
            _insert(connection, TRIAL_PARAMS, _param_rows(ids, trials))
            _insert(connection, TRIAL_INTERMEDIATE_VALUES, _intermediate_rows(ids, trials))
            waiting = {trial._trial_id for trial in trials}
            for table, attrs in (
                (TRIAL_USER_ATTRIBUTES, [trial.user_attrs for trial in trials]),
                (TRIAL_SYSTEM_ATTRIBUTES, [trial.system_attrs for trial in trials]),
            ):
                rows = _attribute_rows(ids, attrs)
                _delete(connection, table, [row for row in rows if row["trial_id"] in waiting])
                _insert(connection, table, rows)
            self._set_study_attributes(connection, study_system_attrs)
        return numbers

    def _place(
        self, connection: Connection, trials: Sequence[FrozenTrial]
    ) -> tuple[list[int], tuple[int, ...]]:
        """Insert or finish the trials' own rows; return their ids and numbers."""
        in_study = TRIALS.c.study_id == self._study_id
        first = int(connection.scalar(select(func.count()).where(in_study)) or 0)
        new: list[Row] = []
        for trial in trials:
            row: Row = {
                "state": trial.state,
                "datetime_start": _utc(trial.datetime_start),
                "datetime_complete": _utc(trial.datetime_complete),
            }
            if trial._trial_id >= 0:
                waiting = TRIALS.c.trial_id == trial._trial_id
                connection.execute(update(TRIALS).where(waiting).values(row))
            else:
                new.append(row | {"number": first + len(new), "study_id": self._study_id})
        _insert(connection, TRIALS, new)
        placed = self._placed(connection, trials, first)
        return [trial_id for trial_id, _ in placed], tuple(number for _, number in placed)

    def _placed(
        self, connection: Connection, trials: Sequence[FrozenTrial], first: int
    ) -> list[tuple[int, int]]:
        """Return ids and numbers as the database has them; new trials are from ``first`` on."""
        known = [trial._trial_id for trial in trials if trial._trial_id >= 0]
        rows = connection.execute(
            select(TRIALS.c.trial_id, TRIALS.c.number)
            .where(TRIALS.c.study_id == self._study_id)
            .where((TRIALS.c.number >= first) | TRIALS.c.trial_id.in_(known))
            .order_by(TRIALS.c.number)
        ).all()
        waiting = {trial_id: number for trial_id, number in rows if trial_id in known}
        new = iter([(row[0], row[1]) for row in rows if row[0] not in waiting])
        return [
            (trial._trial_id, waiting[trial._trial_id]) if trial._trial_id >= 0 else next(new)
            for trial in trials
        ]

    def _set_study_attributes(self, connection: Connection, attrs: Mapping[str, Any]) -> None:
        table = STUDY_SYSTEM_ATTRIBUTES
        for key, value in attrs.items():
            same = (table.c.study_id == self._study_id) & (table.c.key == key)
            connection.execute(table.delete().where(same))
            row = {"study_id": self._study_id, "key": key, "value_json": json.dumps(value)}
            connection.execute(insert(table).values(row))


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _delete(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    for row in rows:
        same = (table.c.trial_id == row["trial_id"]) & (table.c.key == row["key"])
        connection.execute(delete(table).where(same))


def _attribute_rows(ids: Sequence[int], attrs: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [
        {"trial_id": trial_id, "key": key, "value_json": json.dumps(value)}
        for trial_id, of_trial in zip(ids, attrs, strict=True)
        for key, value in of_trial.items()
    ]


def _value_rows(ids: Sequence[int], trials: Sequence[FrozenTrial]) -> list[Row]:
    rows = []
    for trial_id, trial in zip(ids, trials, strict=True):
        for objective, value in enumerate(trial.values or ()):
            stored, kind = _stored(value)
            rows.append(
                {"trial_id": trial_id, "objective": objective, "value": stored, "value_type": kind}
            )
    return rows


def _param_rows(ids: Sequence[int], trials: Sequence[FrozenTrial]) -> list[Row]:
    texts: dict[int, str] = {}  # trials of a round share their distributions

    def text_of(distribution: BaseDistribution) -> str:
        if id(distribution) not in texts:
            texts[id(distribution)] = distribution_to_json(distribution)
        return texts[id(distribution)]

    return [
        {
            "trial_id": trial_id,
            "param_name": name,
            "param_value": trial.distributions[name].to_internal_repr(value),
            "distribution_json": text_of(trial.distributions[name]),
        }
        for trial_id, trial in zip(ids, trials, strict=True)
        for name, value in trial.params.items()
    ]


def _intermediate_rows(ids: Sequence[int], trials: Sequence[FrozenTrial]) -> list[Row]:
    rows = []
    for trial_id, trial in zip(ids, trials, strict=True):
        for step, value in trial.intermediate_values.items():
            stored, kind = _stored(value)
            rows.append(
                {
                    "trial_id": trial_id,
                    "step": step,
                    "intermediate_value": stored,
                    "intermediate_value_type": kind,
                }
            )
    return rows


def _stored(value: float) -> tuple[float | None, str]:
    """Return a number as Optuna keeps it: itself if finite, else a null and its name."""
    if math.isnan(value):
        return None, "NAN"
    if math.isinf(value):
        return None, "INF_POS" if value > 0 else "INF_NEG"
    return value, "FINITE"


def _utc(moment: datetime | None) -> datetime | None:
    """Return Optuna's naive local time as the naive UTC that it stores."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
