"""The studies of a workspace, one line each, and a cheap key that tells whether one changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from dctaxi.analysis.reading.database import FoundStudy, find_study, found_study, missing_study
from dctaxi.analysis.reading.foreign_rows import CONSTRAINTS, breaks
from dctaxi.analysis.reading.local_time import local_time
from dctaxi.analysis.reading.parameters import Parameter, parameter_of
from dctaxi.analysis.reading.study_summary import BestRow, StudySummary, make_summary
from dctaxi.errors import StudyError
from dctaxi.storage import connected, is_known, studies_over
from dctaxi.study import attributes_of, is_held
from dctaxi.workspace import Workspace


class StudyVersion(NamedTuple):
    """A cheap key for caches: it changes whenever a trial starts or ends.

    ``last_us`` is the microsecond at which the latest trial ended and ``sum_of_values`` that of all
    objectives, so that a study deleted and made again under its old name is not taken for the old
    one, even where it took over as many trials from the same parent. ``seen`` changes whenever
    trials that had ended are to be read in another way.
    """

    trials: int
    finished: int
    last_us: int
    sum_of_values: float
    seen: str = ""


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
    "SELECT b.study_id, t.number, b.value, a.value_json FROM "
    "(SELECT t.study_id AS study_id, MIN(v.value) AS value FROM trials t "
    "JOIN trial_values v ON v.trial_id = t.trial_id "
    "WHERE t.state = 'COMPLETE' AND v.value_type = 'FINITE' AND t.study_id IN "
    "(SELECT study_id FROM study_user_attributes WHERE key = 'dctaxi:plan') "
    "GROUP BY t.study_id) b "
    "JOIN trials t ON t.study_id = b.study_id AND t.state = 'COMPLETE' "
    "JOIN trial_values w ON w.trial_id = t.trial_id AND w.value_type = 'FINITE' "
    "AND w.value = b.value "
    "LEFT JOIN trial_user_attributes a ON a.trial_id = t.trial_id "
    "AND a.key = 'constant_objective' ORDER BY t.number DESC"
)
_BEST_FIRST = {
    sign: sa.text(
        "SELECT t.trial_id, t.number, v.value, a.value_json FROM trials t "
        "JOIN trial_values v ON v.trial_id = t.trial_id "
        "LEFT JOIN trial_user_attributes a ON a.trial_id = t.trial_id "
        "AND a.key = 'constant_objective' WHERE t.study_id = :study_id AND t.state = 'COMPLETE' "
        f"AND v.objective = :objective AND v.value_type = 'FINITE' ORDER BY v.value {order}, "
        "t.number"
    )
    for sign, order in ((1, "ASC"), (-1, "DESC"))
}
_LATEST_PARAMS = sa.text(
    "SELECT t.study_id, p.param_name, p.distribution_json FROM trial_params p "
    "JOIN trials t ON t.trial_id = p.trial_id WHERE p.trial_id IN "
    "(SELECT MAX(q.trial_id) FROM trial_params q JOIN trials s ON s.trial_id = q.trial_id "
    "GROUP BY s.study_id) ORDER BY p.param_id"
)
_VERSION = sa.text(
    "SELECT COUNT(*), SUM(CASE WHEN t.state IN ('RUNNING', 'WAITING') THEN 0 ELSE 1 END), "
    "MAX(t.datetime_complete), SUM(v.value) FROM trials t LEFT JOIN trial_values v "
    "ON v.trial_id = t.trial_id AND v.objective = :objective WHERE t.study_id = :study_id"
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
    with connected(workspace.storage_url) as connection:
        if connection is None:
            return ()
        if is_known(connection):
            return _ordered(_summaries(connection, workspace))
    from dctaxi.analysis.reading.with_optuna import summaries_with_optuna

    return _ordered(summaries_with_optuna(workspace))


def study_version(workspace: Workspace, name: str) -> StudyVersion:
    """Return the version of a study's trials with two queries.

    Raises ``StudyError`` for a study that is not there.
    """
    with connected(workspace.storage_url) as connection:
        if connection is None:
            raise missing_study(name)
        study = find_study(connection, name)
        of = {"study_id": study.study_id, "objective": study.goal.objective}
        count, finished, last, total = connection.execute(_VERSION, of).one()
        last_us = 0 if last is None else _microseconds(last)
        return StudyVersion(count, finished or 0, last_us, total or 0.0, study.seen)


def _summaries(connection: sa.Connection, workspace: Workspace) -> list[StudySummary]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    starts: dict[int, list[datetime]] = defaultdict(list)
    ends: dict[int, list[datetime]] = defaultdict(list)
    for study_id, state, count, start, end in connection.execute(_COUNTS):
        counts[study_id][state] = count
        starts[study_id] += [local_time(start)] if start else []
        ends[study_id] += [local_time(end)] if end else []
    # Of equally good trials the first one stays.
    best = {study_id: BestRow(*row) for study_id, *row in connection.execute(_BEST)}
    stored = studies_over(connection)
    for study in stored:
        found = found_study(study)
        if found.left_out or not found.ours:
            best.pop(study.study_id, None)
            if (row := _best_of(connection, found)) is not None:
                best[study.study_id] = row
    spaces: dict[int, list[Parameter]] = defaultdict(list)
    for study_id, name, distribution in connection.execute(_LATEST_PARAMS):
        with suppress(StudyError):  # said where the study is opened; its line lacks the parameter
            spaces[study_id].append(parameter_of(name, [distribution]))
    return [
        make_summary(
            study.name,
            held=is_held(study.attributes, study.read_at, workspace),
            counts=counts[study.study_id],
            best=best.get(study.study_id),
            parameters=spaces[study.study_id],
            started=starts[study.study_id],
            ended=ends[study.study_id],
            attributes=attributes_of(study),
        )
        for study in stored
    ]


def _best_of(connection: sa.Connection, study: FoundStudy) -> BestRow | None:
    """Return the best trial of a study of another program, or of one that leaves trials out."""
    query = _BEST_FIRST[study.goal.sign]
    of = {"study_id": study.study_id, "objective": study.goal.objective}
    broken = {trial for trial, text in connection.execute(CONSTRAINTS, of) if breaks(text)}
    for trial_id, number, value, constant in connection.execute(query, of):
        if trial_id not in broken and number not in study.left_out:
            return BestRow(number, study.goal.sign * value, constant)
    return None


def _ordered(summaries: Iterable[StudySummary]) -> tuple[StudySummary, ...]:
    return tuple(sorted(summaries, key=lambda s: (s.updated or datetime.min, s.name), reverse=True))


def _microseconds(time: datetime) -> int:
    return (time - datetime(1970, 1, 1)) // timedelta(microseconds=1)
