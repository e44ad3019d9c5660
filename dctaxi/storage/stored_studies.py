"""The studies of a database with what is kept with them, as text: one bad study spoils no other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from dctaxi.storage.connection import connected, is_known


class StoredStudy(NamedTuple):
    """A study as stored; ``attributes`` are its user attributes as JSON texts, unread.

    ``minimises`` tells that it minimises one objective.
    """

    study_id: int
    name: str
    minimises: bool
    attributes: Mapping[str, str]


_STUDIES = sa.text(
    "SELECT s.study_id, s.study_name, COUNT(d.direction), MIN(d.direction) FROM studies s "
    "LEFT JOIN study_directions d ON d.study_id = s.study_id "
    "WHERE :every OR s.study_name = :name GROUP BY s.study_id, s.study_name ORDER BY s.study_id"
)
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
    return tuple(
        StoredStudy(study_id, str(found), count == 1 and direction == "MINIMIZE",
                    attributes[study_id])
        for study_id, found, count, direction in connection.execute(_STUDIES, wanted)
    )  # fmt: skip


def _with_optuna(storage_url: str, name: str | None) -> tuple[StoredStudy, ...]:
    """Do the same where only Optuna knows the tables."""
    from optuna.study import StudyDirection

    from dctaxi.storage.database import reading

    with reading(storage_url) as storage:
        studies = () if storage is None else storage.get_all_studies()
    return tuple(
        StoredStudy(
            study._study_id,
            study.study_name,
            study.directions == [StudyDirection.MINIMIZE],
            {key: json.dumps(value) for key, value in study.user_attrs.items()},
        )
        for study in studies
        if name in (None, study.study_name)
    )
