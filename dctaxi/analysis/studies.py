"""One line per study: its state, its trials, its best value."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dctaxi.analysis.database import KNOWN_SCHEMAS, reading, schema_of
from dctaxi.analysis.parameters import Parameter, parameter_of
from dctaxi.analysis.rows import local_time
from dctaxi.errors import StudyError
from dctaxi.workspace import Workspace


class StudyVersion(NamedTuple):
    """A cheap key for caches: it changes whenever a trial starts or ends.

    ``last_us`` is the microsecond at which the latest trial ended, so that a study deleted and
    made again under its old name is not taken for the old one.
    """

    trials: int
    finished: int
    last_us: int


@dataclass(frozen=True)
class StudySummary:
    """A study as the list of studies shows it.

    ``state`` is what the study itself says; None for one that another program made. ``total`` is
    the number of trials planned, or those there are if that is more. ``space`` is one line of
    words. ``attributes`` are the study's user attributes. Times are naive local ones.
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


_UNFINISHED = ("RUNNING", "WAITING")

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
    "WHERE t.state = 'COMPLETE' AND v.objective = 0 AND v.value_type = 'FINITE' GROUP BY t.study_id"
)
_LATEST_PARAMS = sa.text(
    "SELECT t.study_id, p.param_name, p.distribution_json FROM trial_params p "
    "JOIN trials t ON t.trial_id = p.trial_id WHERE p.trial_id IN "
    "(SELECT MAX(q.trial_id) FROM trial_params q JOIN trials s ON s.trial_id = q.trial_id "
    "GROUP BY s.study_id) ORDER BY p.param_id"
)
_VERSION = sa.text(
    "SELECT COUNT(*), SUM(CASE WHEN state IN ('RUNNING', 'WAITING') THEN 0 ELSE 1 END), "
    "MAX(datetime_complete) FROM trials WHERE study_id = :study_id"
).columns(sa.column("count"), sa.column("finished"), sa.column("last", sa.DateTime()))


def read_studies(workspace: Workspace) -> tuple[StudySummary, ...]:
    """Return every study of a workspace, the one that changed last first.

    A workspace without a database has none. Raises ``StorageError`` for a database that cannot
    be read.
    """
    with reading(workspace.storage_url) as connection:
        if connection is None:
            return ()
        if schema_of(connection) in KNOWN_SCHEMAS:
            summaries = _summaries(connection)
            return tuple(sorted(summaries, key=_last_change, reverse=True))
    from dctaxi.analysis.optuna_studies import summaries_with_optuna

    return tuple(
        sorted(summaries_with_optuna(workspace.storage_url), key=_last_change, reverse=True)
    )


def study_version(workspace: Workspace, name: str) -> StudyVersion:
    """Return the version of a study's trials with one query.

    Raises ``StudyError`` for a study that is not there.
    """
    with reading(workspace.storage_url) as connection:
        if connection is None:
            raise StudyError(f"there is no study named {name!r}")
        study_id = find_study(connection, name)
        count, finished, last = connection.execute(_VERSION, {"study_id": study_id}).one()
        return StudyVersion(count, finished or 0, 0 if last is None else _microseconds(last))


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
        raise StudyError(f"there is no study named {name!r}")
    if len(rows) > 1 or rows[0][1] == "MAXIMIZE":
        raise StudyError(
            f"study {name!r} does not minimise one objective; open it with optuna-dashboard"
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


def planned_trials(attributes: Mapping[str, Any]) -> int:
    """Return how many trials a study's plan asks for, 0 without a plan."""
    plan = attributes.get("dctaxi:plan")
    planned = plan.get("n_trials") if isinstance(plan, Mapping) else None
    return planned if isinstance(planned, int) else 0


def _summaries(connection: sa.Connection) -> list[StudySummary]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    times: dict[int, list[datetime]] = defaultdict(list)
    starts: dict[int, list[datetime]] = defaultdict(list)
    for study_id, state, count, start, end in connection.execute(_COUNTS):
        counts[study_id][state] = count
        starts[study_id] += [start] if start else []
        times[study_id] += [time for time in (start, end) if time]
    best: dict[int, float] = dict(connection.execute(_BEST).tuples().all())
    spaces: dict[int, list[Parameter]] = defaultdict(list)
    for study_id, name, distribution in connection.execute(_LATEST_PARAMS):
        spaces[study_id].append(parameter_of(name, [distribution]))
    attributes = _study_attributes(connection)
    return [
        summary(
            name,
            counts[study_id],
            best_value=best.get(study_id),
            parameters=spaces[study_id],
            created=local_time(min(starts[study_id], default=None)),
            updated=local_time(max(times[study_id], default=None)),
            attributes=attributes[study_id],
        )
        for study_id, name in connection.execute(
            sa.text("SELECT study_id, study_name FROM studies ORDER BY study_id")
        )
    ]


def summary(
    name: str,
    counts: Mapping[str, int],
    *,
    best_value: float | None,
    parameters: Iterable[Parameter],
    created: datetime | None,
    updated: datetime | None,
    attributes: Mapping[str, Any],
) -> StudySummary:
    """Make a summary from the number of trials in each of Optuna's states and the rest."""
    return StudySummary(
        name=name,
        state=attributes.get("dctaxi:state"),
        done=counts.get("COMPLETE", 0),
        failed=counts.get("FAIL", 0) + counts.get("PRUNED", 0),
        running=counts.get("RUNNING", 0),
        total=max(planned_trials(attributes), sum(counts.values())),
        best_value=best_value,
        space=describe(parameters),
        created=created,
        updated=updated,
        parent=attributes.get("dctaxi:parent"),
        attributes=attributes,
    )


def _study_attributes(connection: sa.Connection) -> Mapping[int, dict[str, Any]]:
    attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for study_id, key, value_json in connection.execute(
        sa.text("SELECT study_id, key, value_json FROM study_user_attributes")
    ):
        attributes[study_id][key] = json.loads(value_json)
    return attributes


def _last_change(summary: StudySummary) -> tuple[datetime, str]:
    return summary.updated or datetime.min, summary.name


def _microseconds(time: datetime) -> int:
    return int((time - datetime(1970, 1, 1)).total_seconds() * 1_000_000)
