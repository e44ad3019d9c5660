"""A connection of our own to the database, for looking only: never written to, locked or made.

Looking this way needs neither Optuna's storage, whose opening asks for the schema and makes a
session, nor Optuna itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dctaxi.storage.errors import opening_errors, storage_errors
from dctaxi.storage.url import file_of, is_missing, parse_url, shown, url_for_reading

KNOWN_SCHEMA = "v3.2.0.a"
"""The Alembic revision of Optuna 3.2 to 5.0, whose tables our own SQL reads and writes."""

_BUSY_TIMEOUT_S = 10.0


@contextmanager
def connected(storage_url: str) -> Iterator[sa.Connection | None]:
    """Give a connection that reads the database, None where there is nothing to read yet.

    All queries of a block see the database as it was at the first one, whoever writes meanwhile.
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
        yield connection if _has_table(connection, "studies") else None


def emptied_text(storage_url: str) -> str:
    """Say that a database file is there and holds nothing; empty where that is not so."""
    url = parse_url(storage_url)
    path = file_of(url)
    if path is None or not path.exists():
        return ""
    with connected(storage_url) as connection:
        if connection is not None:
            return ""
    return (
        f"The database {shown(url)} is there and empty: if studies were in it, put back a copy "
        "with study restore."
    )


def is_known(connection: sa.Connection) -> bool:
    """Tell whether our own SQL knows the tables.

    Optuna notes its revision last: where a program was killed before, the tables are looked at.
    """
    if _has_table(connection, "alembic_version"):
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if revision is not None:
            return bool(revision == KNOWN_SCHEMA)
    return _has_table(connection, "trial_values") and "value_type" in {
        column["name"] for column in sa.inspect(connection).get_columns("trial_values")
    }


def _has_table(connection: sa.Connection, name: str) -> bool:
    """Tell whether there is a table; SQLAlchemy's own question takes longer than what is read."""
    if connection.dialect.name != "sqlite":
        return sa.inspect(connection).has_table(name)
    found = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.exec_driver_sql(found, (name,)).first() is not None


def _connection(storage_url: str) -> sa.Connection | None:
    url = parse_url(storage_url)
    if url.get_backend_name() != "sqlite":
        return server_engine(url).connect()
    return None if is_missing(url) else _file_engine(url_for_reading(url)).connect()


@lru_cache(maxsize=8)
def _file_engine(url: sa.URL) -> sa.Engine:
    # A pooled SQLite connection would hold the file open between two pages.
    return sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_TIMEOUT_S})


@lru_cache(maxsize=8)
def server_engine(url: sa.URL) -> sa.Engine:
    """Return the engine of a server, which keeps connections open from page to page."""
    if url.get_backend_name() != "postgresql":
        return sa.create_engine(url, pool_pre_ping=True)
    return sa.create_engine(
        url,
        pool_pre_ping=True,  # the server may have been started anew
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
