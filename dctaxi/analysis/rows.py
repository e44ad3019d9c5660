"""The rows of a study's trials as they lie in the database, column by column."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dctaxi.analysis.parameters import Choice, Parameter, parameter_of

TRIAL_ATTRIBUTES = (
    "status",
    "chapter_objective",
    "train_rmse",
    "val_rmse",
    "train_rmse_eval",
    "test_rmse",
    "train_s",
    "curve",
    "message",
)
"""User attributes of a trial that a frame shows, in its order."""


@dataclass(frozen=True)
class Sparse:
    """A column that not every trial has: trial numbers and, beside each, its value."""

    numbers: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class TrialRows:
    """A study's trials, ordered by number; times are naive local ones, as Optuna's are."""

    numbers: list[int]
    states: list[str]
    values: list[float | None]
    starts: list[datetime | None]
    completes: list[datetime | None]
    parameters: tuple[Parameter, ...]
    params: dict[str, Sparse]
    attributes: dict[str, Sparse]


_trials = sa.table(
    "trials",
    sa.column("trial_id"),
    sa.column("number"),
    sa.column("study_id"),
    sa.column("state"),
    sa.column("datetime_start", sa.DateTime()),
    sa.column("datetime_complete", sa.DateTime()),
)
_values = sa.table(
    "trial_values", *map(sa.column, ("trial_id", "objective", "value", "value_type"))
)
_params = sa.table(
    "trial_params",
    *map(sa.column, ("param_id", "trial_id", "param_name", "param_value", "distribution_json")),
)
_attributes = sa.table("trial_user_attributes", *map(sa.column, ("trial_id", "key", "value_json")))


def read_rows(connection: sa.Connection, study_id: int) -> TrialRows:
    """Read every trial of a study with four queries."""
    of_study = _trials.c.study_id == study_id
    heads = connection.execute(
        sa.select(
            _trials.c.number,
            _trials.c.state,
            _trials.c.datetime_start,
            _trials.c.datetime_complete,
            _values.c.value,
            _values.c.value_type,
        )
        .select_from(
            _trials.outerjoin(
                _values,
                sa.and_(_values.c.trial_id == _trials.c.trial_id, _values.c.objective == 0),
            )
        )
        .where(of_study)
        .order_by(_trials.c.number)
    ).all()
    parameters, params = _read_params(connection, study_id)
    attributes = connection.execute(
        sa.select(_trials.c.number, _attributes.c.key, _attributes.c.value_json)
        .select_from(_attributes.join(_trials, _attributes.c.trial_id == _trials.c.trial_id))
        .where(of_study, _attributes.c.key.in_(TRIAL_ATTRIBUTES))
        .order_by(_trials.c.number)
    ).all()
    return TrialRows(
        numbers=[row[0] for row in heads],
        states=[row[1] for row in heads],
        values=[_stored_value(row[4], row[5]) for row in heads],
        starts=[local_time(row[2]) for row in heads],
        completes=[local_time(row[3]) for row in heads],
        parameters=parameters,
        params=params,
        attributes=_grouped(attributes),
    )


def read_parameters(connection: sa.Connection, study_id: int) -> tuple[Parameter, ...]:
    """Read what the trials of a study say of each parameter, in the order of first use."""
    first_use = sa.func.min(_params.c.param_id)
    found: dict[str, list[str]] = defaultdict(list)
    for name, distribution in connection.execute(
        sa.select(_params.c.param_name, _params.c.distribution_json)
        .select_from(_params.join(_trials, _params.c.trial_id == _trials.c.trial_id))
        .where(_trials.c.study_id == study_id)
        .group_by(_params.c.param_name, _params.c.distribution_json)
        .order_by(first_use)
    ):
        found[name].append(distribution)
    return tuple(parameter_of(name, texts) for name, texts in found.items())


def local_time(utc: datetime | None) -> datetime | None:
    """Turn Optuna's stored naive UTC into the naive local time that Optuna shows."""
    if utc is None:
        return None
    return utc.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def _read_params(
    connection: sa.Connection, study_id: int
) -> tuple[tuple[Parameter, ...], dict[str, Sparse]]:
    columns: dict[str, Sparse] = defaultdict(Sparse)
    for number, name, internal in connection.execute(
        sa.select(_trials.c.number, _params.c.param_name, _params.c.param_value)
        .select_from(_params.join(_trials, _params.c.trial_id == _trials.c.trial_id))
        .where(_trials.c.study_id == study_id)
    ).all():
        column = columns[name]
        column.numbers.append(number)
        column.values.append(internal)
    # Read last: a study may be running, and no value may come without its range.
    parameters = read_parameters(connection, study_id)
    return parameters, {
        parameter.name: Sparse(
            columns[parameter.name].numbers, _external(parameter, columns[parameter.name].values)
        )
        for parameter in parameters
    }


def _external(parameter: Parameter, internals: Sequence[float]) -> list[Choice]:
    return [parameter.external(internal) for internal in internals]


def _stored_value(value: float | None, value_type: str | None) -> float | None:
    if value_type == "INF_POS":
        return float("inf")
    return float("-inf") if value_type == "INF_NEG" else value


def attribute_column(key: str, numbers: Sequence[int], values: Sequence[Any]) -> Sparse:
    """Return an attribute's column, without what another program keeps under the same name."""
    fits = _FITS.get(key, _is_number)
    kept = [(number, value) for number, value in zip(numbers, values, strict=True) if fits(value)]
    return Sparse([number for number, _ in kept], [value for _, value in kept])


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[str, Sparse]:
    texts: dict[str, tuple[list[int], list[str]]] = {key: ([], []) for key in TRIAL_ATTRIBUTES}
    for number, key, value_json in rows:
        numbers, values = texts[key]
        numbers.append(number)
        values.append(value_json)
    # One parse per column instead of one per cell: a tenth of the time.
    return {
        key: attribute_column(key, numbers, json.loads(f"[{','.join(values)}]"))
        for key, (numbers, values) in texts.items()
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_curve(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(point, list) and len(point) == 3 and all(map(_is_number, point))
        for point in value
    )


_FITS = {"status": _is_text, "message": _is_text, "curve": _is_curve}
"""What an attribute of a trial is, where it is no number."""
