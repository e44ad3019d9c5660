"""Opening a workspace's database for reading only, never written to, never locked, never made; and
finding a study in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dctaxi.errors import StudyError
from dctaxi.storage import is_missing, opening_errors, parse_url, storage_errors, url_for_reading
from dctaxi.study import MEASURED_KEY

KNOWN_SCHEMAS = frozenset({"v3.2.0.a"})
"""Alembic revisions of Optuna's tables that our own SQL reads: Optuna 3.2 to 5.0."""

_BUSY_TIMEOUT_S = 10.0


@contextmanager
def reading(storage_url: str) -> Iterator[sa.Connection | None]:
    """Give a connection that reads the database, None where there is nothing to read yet.

    All queries of a block see an SQLite file as it was at the first one, whoever writes meanwhile.
    Raises ``StorageError`` when the database cannot be reached, is locked or is none at all.
    """
    with opening_errors(storage_url):
        connection = _connection(storage_url)
    if connection is None:
        yield None
        return
    with storage_errors(storage_url), connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # which Python's driver leaves out before a SELECT
        yield connection if sa.inspect(connection).has_table("studies") else None


def _connection(storage_url: str) -> sa.Connection | None:
    url = parse_url(storage_url)
    return None if is_missing(url) else _engine(url_for_reading(url)).connect()


def schema_of(connection: sa.Connection) -> str:
    """Return the Alembic revision of Optuna's tables, empty when the database names none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())


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


def measured_at(connection: sa.Connection, study_id: int) -> str:
    """Return when a study's ended trials were last measured anew; empty where they never were."""
    query = sa.text(
        "SELECT value_json FROM study_user_attributes WHERE study_id = :study_id AND key = :key"
    )
    named = {"study_id": study_id, "key": MEASURED_KEY}
    return str(connection.execute(query, named).scalar() or "")


@lru_cache(maxsize=8)
def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    # A pooled SQLite connection would hold the file open between two pages.
    return sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_TIMEOUT_S})
