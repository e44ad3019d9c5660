"""One line per study: its state, its trials, its best value."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from dctaxi.analysis.reading.database import KNOWN_SCHEMAS, reading, schema_of
from dctaxi.analysis.reading.local_time import local_time
from dctaxi.analysis.reading.parameters import Parameter, parameter_of
from dctaxi.errors import SpaceError, StudyError
from dctaxi.space.description import describe_space
from dctaxi.space.search_space import space_from_json
from dctaxi.study.lock import is_running
from dctaxi.study.state import StateRecord, state_of
from dctaxi.workspace import Workspace


class StudyVersion(NamedTuple):
    """A cheap key for caches: it changes whenever a trial starts or ends.

    ``last_us`` is the microsecond at which the latest trial ended and ``sum_of_values`` that of all
    objectives, so that a study deleted and made again under its old name is not taken for the old
    one, even where it took over as many trials from the same parent.
    """

    trials: int
    finished: int
    last_us: int
    sum_of_values: float


@dataclass(frozen=True)
class StudySummary:
    """A study as the list of studies shows it.

    ``state`` is a ``StudyState``'s value, None for a study that another program made. ``done``
    trials have a value, ``failed`` ones (pruned and diverged ones too) have none. ``total`` is the
    number of trials asked for, or those there are if that is more. ``best_value`` is in USD, None
    for a study that does not minimise one objective. ``space`` is one line of words.
    ``attributes`` are the study's user attributes. Times are naive local ones.
    """

    name: str
    state: str | None
    done: int
    failed: int
    running: int
    total: int
    best_value: float | None
    space: str
    created: datetime | None
    updated: datetime | None
    parent: str | None
    attributes: Mapping[str, Any]


_COUNTS = sa.text(
    "SELECT study_id, state, COUNT(*), MIN(datetime_start), MAX(datetime_complete) "
    "FROM trials GROUP BY study_id, state"
).columns(
    sa.column("study_id"),
    sa.column("state"),
    sa.column("count"),
    sa.column("start", sa.DateTime()),
    sa.column("end", sa.DateTime()),
)
_BEST = sa.text(
    "SELECT t.study_id, MIN(v.value) FROM trials t JOIN trial_values v ON v.trial_id = t.trial_id "
    "WHERE t.state = 'COMPLETE' AND v.value_type = 'FINITE' AND t.study_id IN "
    "(SELECT study_id FROM study_directions GROUP BY study_id "
    "HAVING COUNT(*) = 1 AND MIN(direction) = 'MINIMIZE') GROUP BY t.study_id"
)
_STUDIES = sa.text("SELECT study_id, study_name FROM studies ORDER BY study_id")
_ATTRIBUTES = sa.text("SELECT study_id, key, value_json FROM study_user_attributes")
_LATEST_PARAMS = sa.text(
    "SELECT t.study_id, p.param_name, p.distribution_json FROM trial_params p "
    "JOIN trials t ON t.trial_id = p.trial_id WHERE p.trial_id IN "
    "(SELECT MAX(q.trial_id) FROM trial_params q JOIN trials s ON s.trial_id = q.trial_id "
    "GROUP BY s.study_id) ORDER BY p.param_id"
)
_VERSION = sa.text(
    "SELECT COUNT(*), SUM(CASE WHEN t.state IN ('RUNNING', 'WAITING') THEN 0 ELSE 1 END), "
    "MAX(t.datetime_complete), SUM(v.value) FROM trials t LEFT JOIN trial_values v "
    "ON v.trial_id = t.trial_id AND v.objective = 0 WHERE t.study_id = :study_id"
).columns(
    sa.column("count"),
    sa.column("finished"),
    sa.column("last", sa.DateTime()),
    sa.column("sum"),
)


def read_studies(workspace: Workspace) -> tuple[StudySummary, ...]:
    """Return every study of a workspace, the one that changed last first.

    A workspace without a database has none. Raises ``StorageError`` for a database that cannot
    be read.
    """
    with reading(workspace.storage_url) as connection:
        if connection is None:
            return ()
        if schema_of(connection) in KNOWN_SCHEMAS:
            return _ordered(_summaries(connection, workspace))
    from dctaxi.analysis.reading.optuna_studies import summaries_with_optuna

    return _ordered(summaries_with_optuna(workspace))


def study_version(workspace: Workspace, name: str) -> StudyVersion:
    """Return the version of a study's trials with one query.

    Raises ``StudyError`` for a study that is not there.
    """
    with reading(workspace.storage_url) as connection:
        if connection is None:
            raise missing_study(name)
        study_id = find_study(connection, name)
        count, finished, last, total = connection.execute(_VERSION, {"study_id": study_id}).one()
        last_us = 0 if last is None else _microseconds(last)
        return StudyVersion(count, finished or 0, last_us, total or 0.0)


def missing_study(name: str) -> StudyError:
    """Return the error for a study that is not there."""
    return StudyError(f"There is no study {name!r}: choose one from the list of studies.")


def find_study(connection: sa.Connection, name: str) -> int:
    """Return the id of a study that minimises one objective; raises ``StudyError``."""
    rows = connection.execute(
        sa.text(
            "SELECT s.study_id, d.direction FROM studies s "
            "LEFT JOIN study_directions d ON d.study_id = s.study_id WHERE s.study_name = :name"
        ),
        {"name": name},
    ).all()
    if not rows:
        raise missing_study(name)
    if len(rows) > 1 or rows[0][1] == "MAXIMIZE":
        raise StudyError(
            f"Expected a study that minimises one objective, which {name!r} does not: "
            "open it with optuna-dashboard."
        )
    return int(rows[0][0])


def describe(parameters: Iterable[Parameter]) -> str:
    """Say a space in one line, such as ``lr 0.009-0.07 log, optimizer Adam | SGD``."""
    return ", ".join(
        f"{p.name} {' | '.join(map(str, p.choices))}"
        if p.kind == "categorical"
        else f"{p.name} {p.low:g}\N{EN DASH}{p.high:g}{' log' if p.log else ''}"
        for p in parameters
    )


def make_summary(
    study_id: int,
    name: str,
    workspace: Workspace,
    *,
    counts: Mapping[str, int],
    best_value: float | None,
    parameters: Iterable[Parameter],
    started: Iterable[datetime],
    ended: Iterable[datetime],
    attributes: Mapping[str, Any],
) -> StudySummary:
    """Make a summary from the number of trials in each of Optuna's states and the rest."""
    starts = list(started)
    record = _state(study_id, attributes, workspace)
    requested = record.requested_trials if record else None
    parent = attributes.get("dctaxi:parent")
    return StudySummary(
        name=name,
        state=record.state.value if record else None,
        done=counts.get("COMPLETE", 0),
        failed=counts.get("FAIL", 0) + counts.get("PRUNED", 0),
        running=counts.get("RUNNING", 0),
        total=max(requested or 0, sum(counts.values())),
        best_value=best_value,
        space=_space(attributes) or describe(parameters),
        created=min(starts, default=None),
        updated=max([*starts, *ended], default=None),
        parent=parent.get("name") if isinstance(parent, Mapping) else None,
        attributes=attributes,
    )


def _state(
    study_id: int, attributes: Mapping[str, Any], workspace: Workspace
) -> StateRecord | None:
    record = state_of(attributes)
    if record is None or record.state.value != "running":
        return record
    return record.seen(running=is_running(study_id, workspace))


def _space(attributes: Mapping[str, Any]) -> str:
    """Return the planned space in words, empty where there is none that can be read."""
    plan = attributes.get("dctaxi:plan")
    try:
        return describe_space(space_from_json(plan["space"])) if isinstance(plan, Mapping) else ""
    except (SpaceError, KeyError):
        return ""


def _summaries(connection: sa.Connection, workspace: Workspace) -> list[StudySummary]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    starts: dict[int, list[datetime]] = defaultdict(list)
    ends: dict[int, list[datetime]] = defaultdict(list)
    for study_id, state, count, start, end in connection.execute(_COUNTS):
        counts[study_id][state] = count
        starts[study_id] += [local_time(start)] if start else []
        ends[study_id] += [local_time(end)] if end else []
    best: dict[int, float] = {row[0]: row[1] for row in connection.execute(_BEST)}
    spaces: dict[int, list[Parameter]] = defaultdict(list)
    for study_id, name, distribution in connection.execute(_LATEST_PARAMS):
        spaces[study_id].append(parameter_of(name, [distribution]))
    attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for study_id, key, value_json in connection.execute(_ATTRIBUTES):
        attributes[study_id][key] = json.loads(value_json)
    return [
        make_summary(
            study_id,
            name,
            workspace,
            counts=counts[study_id],
            best_value=best.get(study_id),
            parameters=spaces[study_id],
            started=starts[study_id],
            ended=ends[study_id],
            attributes=attributes[study_id],
        )
        for study_id, name in connection.execute(_STUDIES)
    ]


def _ordered(summaries: Iterable[StudySummary]) -> tuple[StudySummary, ...]:
    return tuple(sorted(summaries, key=lambda s: (s.updated or datetime.min, s.name), reverse=True))


def _microseconds(time: datetime) -> int:
    return (time - datetime(1970, 1, 1)) // timedelta(microseconds=1)
