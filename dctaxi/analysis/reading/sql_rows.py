"""Reading a study's trials straight from Optuna's tables, all of them or only what may be new.

A row per trial is made in SQL, with a column for each parameter or attribute: ten times fewer rows
than the tables hold, and the rows are what takes time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import sqlalchemy as sa

from dctaxi.analysis.reading.attributes import TRIAL_ATTRIBUTES, attribute_column
from dctaxi.analysis.reading.database import FoundStudy
from dctaxi.analysis.reading.foreign_rows import added_to, foreign_columns
from dctaxi.analysis.reading.local_time import local_times
from dctaxi.analysis.reading.rows import Column, Ids, Ranges, TrialRows
from dctaxi.storage import no_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COLUMNS_AT_ONCE = 200
"""SQLite makes rows of at most 2,000 columns, and other databases of fewer."""


@dataclass(frozen=True)
class Since:
    """Which trials may be new to a reader: those after an id, and some that had not ended."""

    last_id: int = 0
    open_ids: tuple[int, ...] = ()


EVERYTHING: Final[Since] = Since()


@dataclass(frozen=True)
class Mark:
    """What does not change while a reader's old trials are still the ones in the database.

    A study's id alone would not do: SQLite gives the id of a deleted study, and those of its
    trials, to the next one. Nor would the times, which a study takes over with its parent's trials.
    """

    trials: int
    first_start: str
    last_end: str
    sum_of_values: float
    seen: str


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


def _with_values(objective: int) -> sa.Join:
    of_trial = _values.c.trial_id == _trials.c.trial_id
    return _trials.outerjoin(_values, sa.and_(of_trial, _values.c.objective == objective))


def read_rows(connection: sa.Connection, study: FoundStudy, since: Since = EVERYTHING) -> TrialRows:
    """Read the trials of a study that ``since`` does not rule out, with four queries.

    Values are those of the objective that is looked at, lower being better.

    The trials' states come first: whatever then counts as ended is whole in the later queries,
    also in a database that does not answer them all from one moment.
    """
    new = _is_new(study.study_id, since)
    ids, numbers, states, starts, completes, values, kinds = _columns(
        connection,
        sa.select(
            _trials.c.trial_id,
            _trials.c.number,
            _trials.c.state,
            _trials.c.datetime_start,
            _trials.c.datetime_complete,
            _values.c.value,
            _values.c.value_type,
        )
        .select_from(_with_values(study.goal.objective))
        .where(new)
        .order_by(_trials.c.trial_id),
    )
    ranges = _read_ranges(connection, new)
    names = list(dict.fromkeys(name for name, _ in ranges))
    known = np.array(ids, dtype=np.int64)
    attributes = {
        key: attribute_column(key, trials, cells)
        for key, trials, cells in _pivot(
            connection, new, known, _attributes, "key", "value_json", TRIAL_ATTRIBUTES
        )
    }
    if not study.ours:
        foreign = foreign_columns(connection, study.study_id, known, study.goal)
        attributes = added_to(attributes, foreign)
    return TrialRows(
        ids=known,
        numbers=np.array(numbers, dtype=np.int64),
        states=np.array(states, dtype=object),
        values=study.goal.sign * _stored_values(values, kinds),
        starts=local_times(starts),
        completes=local_times(completes),
        ranges=ranges,
        params={
            name: Column(trials, np.array(cells, dtype=np.float64))
            for name, trials, cells in _pivot(
                connection, new, known, _params, "param_name", "param_value", names
            )
        },
        attributes=attributes,
    )


def read_mark(connection: sa.Connection, study: FoundStudy, since: Since) -> Mark:
    """Read the mark of the trials that ``since`` rules out."""
    count, first, last, total = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.min(_trials.c.datetime_start),
            sa.func.max(_trials.c.datetime_complete),
            sa.func.sum(_values.c.value),
        )
        .select_from(_with_values(study.goal.objective))
        .where(
            _trials.c.study_id == study.study_id,
            _trials.c.trial_id <= since.last_id,
            _trials.c.trial_id.not_in(since.open_ids),
        )
    ).one()
    return Mark(count, str(first), str(last), float(total or 0.0), study.seen)


def _is_new(study_id: int, since: Since) -> sa.ColumnElement[bool]:
    of_study = _trials.c.study_id == study_id
    if since == EVERYTHING:
        return of_study
    later = _trials.c.trial_id > since.last_id
    return sa.and_(of_study, sa.or_(later, _trials.c.trial_id.in_(since.open_ids)))


def _columns(connection: sa.Connection, query: sa.Select[Any]) -> Iterable[Sequence[Any]]:
    rows = connection.execute(query).all()
    return list(zip(*rows, strict=True)) if rows else [()] * len(query.selected_columns)


def _read_ranges(connection: sa.Connection, new: sa.ColumnElement[bool]) -> Ranges:
    """Return every distribution that the trials drew from, in the order of first use."""
    name, text = _params.c.param_name, _params.c.distribution_json
    first_use = sa.func.min(_params.c.param_id)
    found = connection.execute(
        sa.select(name, text, first_use)
        .select_from(_params.join(_trials, _params.c.trial_id == _trials.c.trial_id))
        .where(new)
        .group_by(name, text)
        .order_by(first_use)
    )
    return {(row[0], row[1]): row[2] for row in found}


def _pivot(
    connection: sa.Connection,
    new: sa.ColumnElement[bool],
    known: Ids,
    table: sa.TableClause,
    key: str,
    value: str,
    names: Sequence[str],
) -> Iterable[tuple[str, Ids, list[Any]]]:
    """Return each name's column: the ids of the trials that have it, and their cells."""
    for start in range(0, len(names), _COLUMNS_AT_ONCE):
        chunk = names[start : start + _COLUMNS_AT_ONCE]
        ids, *columns = _columns(
            connection,
            sa.select(
                _trials.c.trial_id,
                *(
                    sa.func.max(sa.case((table.c[key] == name, table.c[value]))).label(f"c{place}")
                    for place, name in enumerate(chunk)
                ),
            )
            .select_from(table.join(_trials, table.c.trial_id == _trials.c.trial_id))
            .where(new)
            # By the table whose index gives them in this order: SQLite then sorts nothing.
            .group_by(_trials.c.trial_id)
            .order_by(_trials.c.trial_id),
        )
        trials = np.array(ids, dtype=np.int64)
        counted = np.isin(trials, known)
        for name, column in zip(chunk, columns, strict=True):
            there = np.array([cell is not None for cell in column], dtype=bool) & counted
            cells = [cell for cell, here in zip(column, there.tolist(), strict=True) if here]
            yield name, trials[there], cells


def _stored_values(
    values: Sequence[float | str | None], kinds: Sequence[str]
) -> NDArray[np.float64]:
    """Return objectives; infinite ones are stored in words, missing ones are NaN."""
    try:
        numbers = np.array(values, dtype=np.float64)
    except ValueError as error:
        found = next(one for one in values if isinstance(one, str))
        raise no_number(found) from error
    words = np.array(kinds, dtype=object)
    numbers[words == "INF_POS"] = np.inf
    numbers[words == "INF_NEG"] = -np.inf
    return numbers
