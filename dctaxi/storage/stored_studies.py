"""The studies of a database with what is kept with them, as text: one bad study spoils no other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa

from dctaxi.storage.alone import utc_of
from dctaxi.storage.connection import connected, is_known


class StoredStudy(NamedTuple):
    """A study as stored; ``attributes`` are its user attributes as JSON texts, unread.

    ``directions`` are ``MINIMIZE`` or ``MAXIMIZE`` for each of its objectives, ``metric_names``
    what its maker called them, empty where nobody did. ``read_at`` is the database's clock at the
    moment of reading.
    """

    study_id: int
    name: str
    directions: tuple[str, ...]
    attributes: Mapping[str, str]
    read_at: datetime
    metric_names: tuple[str, ...] = ()


_STUDIES = sa.text(
    "SELECT s.study_id, s.study_name, CURRENT_TIMESTAMP FROM studies s "
    "WHERE :every OR s.study_name = :name ORDER BY s.study_id"
)
_DIRECTIONS = sa.text(
    "SELECT d.study_id, d.direction FROM study_directions d "
    "JOIN studies s ON s.study_id = d.study_id WHERE :every OR s.study_name = :name "
    "ORDER BY d.study_id, d.objective"
)
_METRIC_NAMES = sa.text(
    "SELECT a.study_id, a.value_json FROM study_system_attributes a JOIN studies s "
    "ON s.study_id = a.study_id WHERE a.key = :key AND (:every OR s.study_name = :name)"
)
_METRIC_NAMES_KEY = "study:metric_names"  # where Optuna's ``set_metric_names`` keeps them
_ATTRIBUTES = sa.text(
    "SELECT a.study_id, a.key, a.value_json FROM study_user_attributes a "
    "JOIN studies s ON s.study_id = a.study_id WHERE :every OR s.study_name = :name"
)


def stored_studies(storage_url: str, name: str | None = None) -> tuple[StoredStudy, ...]:
    """Return every study of the database, or the one of this name, oldest first.

    Raises StorageError (the database cannot be used).
    """
    with connected(storage_url) as connection:
        if connection is None:
            return ()
        if is_known(connection):
            return studies_over(connection, name)
    return _with_optuna(storage_url, name)


def studies_over(connection: sa.Connection, name: str | None = None) -> tuple[StoredStudy, ...]:
    """Do the same over a connection to tables that our SQL knows."""
    wanted = {"every": name is None, "name": name or ""}
    attributes: dict[int, dict[str, str]] = defaultdict(dict)
    for study_id, key, text in connection.execute(_ATTRIBUTES, wanted):
        attributes[study_id][str(key)] = str(text)
    directions: dict[int, list[str]] = defaultdict(list)
    for study_id, direction in connection.execute(_DIRECTIONS, wanted):
        directions[study_id].append(str(direction))
    named = connection.execute(_METRIC_NAMES, wanted | {"key": _METRIC_NAMES_KEY})
    names = {study_id: _names(text) for study_id, text in named}
    return tuple(
        StoredStudy(
            study_id,
            str(found),
            tuple(directions[study_id]),
            attributes[study_id],
            utc_of(now),
            names.get(study_id, ()),
        )
        for study_id, found, now in connection.execute(_STUDIES, wanted)
    )


def _names(text: str) -> tuple[str, ...]:
    """Read the names of objectives; none where they cannot be read."""
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(map(str, names)) if isinstance(names, list) else ()


def _with_optuna(storage_url: str, name: str | None) -> tuple[StoredStudy, ...]:
    """Do the same where only Optuna knows the tables."""
    from dctaxi.storage.database import reading

    with reading(storage_url) as storage:
        studies = () if storage is None else storage.get_all_studies()
    return tuple(
        StoredStudy(
            study._study_id,
            study.study_name,
            tuple(direction.name for direction in study.directions),
            {key: json.dumps(value) for key, value in study.user_attrs.items()},
            datetime.now(UTC),
            tuple(map(str, study.system_attrs.get(_METRIC_NAMES_KEY, ()))),
        )
        for study in studies
        if name in (None, study.study_name)
    )
