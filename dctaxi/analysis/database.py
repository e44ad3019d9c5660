"""Opening a workspace's database for reading only: never written to, never locked, never made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from dctaxi.errors import StorageError

KNOWN_SCHEMAS = frozenset({"v3.2.0.a"})
"""Alembic revisions of Optuna's tables that our own SQL reads: Optuna 3.2 to 5.0."""

_BUSY_TIMEOUT_S = 10.0


def reading_url(storage_url: str) -> sa.URL:
    """Return the URL with SQLite files in read-only mode; other databases as they are."""
    try:
        url = sa.make_url(storage_url)
    except ArgumentError as error:
        raise StorageError(
            f"Expected the URL of a database such as sqlite:///studies.db, got {storage_url!r}."
        ) from error
    path = sqlite_file(url)
    if path is None:
        return url
    return url.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})


def sqlite_file(url: sa.URL) -> Path | None:
    """Return the file of a SQLite URL, None for other databases and for one in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database).removeprefix("file:"))


@contextmanager
def reading(storage_url: str) -> Iterator[sa.Connection | None]:
    """Give a connection that reads the database, None where there is nothing to read yet.

    Raises ``StorageError`` when the database cannot be reached, is locked or is none at all.
    """
    url = reading_url(storage_url)
    path = sqlite_file(sa.make_url(storage_url))
    if path is not None and (not path.exists() or path.stat().st_size == 0):
        yield None
        return
    try:
        with _engine(url).connect() as connection:
            yield connection if sa.inspect(connection).has_table("studies") else None
    except DBAPIError as error:
        raise StorageError(_sentence(storage_url, error)) from error


def schema_of(connection: sa.Connection) -> str:
    """Return the Alembic revision of Optuna's tables, empty when the database names none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())


@lru_cache(maxsize=8)
def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    # A pooled SQLite connection would hold the file open between two pages.
    return sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_TIMEOUT_S})


def _sentence(storage_url: str, error: DBAPIError) -> str:
    url = sa.make_url(storage_url)
    shown = sqlite_file(url) or url.render_as_string(hide_password=True)
    reason = str(error.orig).strip()
    if "not a database" in reason:
        return f"The database {shown} is not a database: name an SQLite file made by Optuna."
    if "locked" in reason:
        return f"The database {shown} is locked by another program: wait and try again."
    return f"The database {shown} cannot be read: {reason.splitlines()[0]}."
