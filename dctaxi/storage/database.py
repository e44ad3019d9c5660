"""Opens Optuna's database, to change studies or to look at them."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy
from optuna.exceptions import StorageInternalError
from optuna.storages import RDBStorage

from dctaxi.errors import StorageError
from dctaxi.storage.connection import connected, is_known
from dctaxi.storage.errors import opening_errors, storage_errors
from dctaxi.storage.url import (
    file_of,
    is_missing,
    optuna_template,
    parse_url,
    shown,
    url_for_reading,
)
from dctaxi.storage.write_ahead import set_write_ahead

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

BUSY_TIMEOUT_S = 30.0
"""How long a connection waits for another program's write before it gives up."""


@contextmanager
def writing(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Iterator[RDBStorage]:
    """Open the database to change studies, made if it is missing; closed on leaving.

    SQLite is put in write-ahead mode, so that readers and the writer never wait for each other,
    and syncs at checkpoints only: a killed program loses no commit, a power cut at worst the
    last ones, and neither can damage the file.

    Raises StorageError (the database cannot be used, from opening it to the end of the block).
    """
    parsed = parse_url(url)
    file = file_of(parsed)
    with opening_errors(url):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        on_connect = partial(_write_ahead_settings, busy_timeout_s)
        storage = _opened(parsed, _engine_arguments(parsed, busy_timeout_s, on_connect))
    yield from _in_use(storage, url)


@contextmanager
def reading(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Iterator[RDBStorage | None]:
    """Open the database to look at studies; None where there is none yet. Nothing is made.

    Readers and writers never share a storage object, since Optuna's holds a lock while it writes.

    Raises StorageError (the database cannot be used, from opening it to the end of the block).
    """
    parsed = parse_url(url)
    engine_arguments = _engine_arguments(parsed, busy_timeout_s, _read_settings)
    with opening_errors(url):
        source = url_for_reading(parsed)
        found = not is_missing(parsed) and _has_tables(source, engine_arguments)
        if found and _schema(source, engine_arguments) is None:
            _complete(url)
        storage = _opened(source, engine_arguments) if found else None
    if storage is None:
        yield None
    else:
        yield from _in_use(storage, url)


def _in_use(storage: RDBStorage, url: str) -> Iterator[RDBStorage]:
    try:
        with storage_errors(url):
            yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _engine_arguments(
    url: URL, busy_timeout_s: float, on_connect: Callable[[sqlite3.Connection, object], None]
) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    return {
        "connect_args": {"timeout": busy_timeout_s},
        "pool_events": [(on_connect, "connect")],
    }


def _write_ahead_settings(
    patience_s: float, connection: sqlite3.Connection, _record: object
) -> None:
    # The mode cannot be set on a read-only file or on some network drives; SQLite then goes on
    # in the file's own mode, and the first write says what is wrong.
    try:
        set_write_ahead(connection, patience_s)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
    connection.execute("PRAGMA synchronous=NORMAL")


def _read_settings(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


_checked_schemas: set[str] = set()
"""Schemas that passed Optuna's own check in this process: it reads ten migration scripts."""


_MAKING_S = 5.0
"""How long somebody else may take to make the tables that this program was about to make."""

_LOOK_S = 0.1


def _opened(url: URL, engine_arguments: dict[str, Any]) -> RDBStorage:
    """Open the database, whose tables are made where there are none.

    Of two programs that begin at once one comes too late to make them, and finds them then.
    """
    until = time.monotonic() + _MAKING_S
    while True:
        schema = _schema(url, engine_arguments)
        try:
            return _opened_as(schema, url, engine_arguments)
        except (sqlalchemy.exc.DBAPIError, StorageInternalError):
            late = schema is None and _has_tables(url, engine_arguments)
            if not late or time.monotonic() > until:
                raise
        time.sleep(_LOOK_S)


def _opened_as(schema: str | None, url: URL, engine_arguments: dict[str, Any]) -> RDBStorage:
    with quiet_optuna():
        storage = RDBStorage(
            optuna_template(url.render_as_string(hide_password=False)),
            engine_arguments,
            # Tables that this very Optuna makes are what it can read.
            skip_compatibility_check=schema is None or schema in _checked_schemas,
            skip_table_creation=schema is not None,
        )
    _checked_schemas.add(schema or storage.get_current_version())
    return storage


def _schema(url: URL, engine_arguments: dict[str, Any]) -> str | None:
    """Return the version of Optuna's tables; None where there are none."""
    engine = sqlalchemy.create_engine(url, **engine_arguments)
    try:
        with engine.connect() as connection:
            if not sqlalchemy.inspect(connection).has_table("alembic_version"):
                return None
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            return version.scalar()
    finally:
        engine.dispose()


def _has_tables(url: URL, engine_arguments: dict[str, Any]) -> bool:
    engine = sqlalchemy.create_engine(url, **engine_arguments)
    try:
        return sqlalchemy.inspect(engine).has_table("studies")
    finally:
        engine.dispose()


def _complete(url: str) -> None:
    """Note the revision of the tables, which Optuna does last, where a program was killed before.

    Raises StorageError (they are not those of this Optuna, or the file is read-only).
    """
    with connected(url) as connection:
        known = connection is not None and is_known(connection)
    if not known:
        raise StorageError(
            f"The database {shown(parse_url(url))} names no version of its tables, and they are "
            "not those of this Optuna: restore a backup, or name another."
        )
    with writing(url):
        pass


_quiet: ContextVar[bool] = ContextVar("quiet_optuna", default=False)
_TALKATIVE = (
    "optuna.storages._rdb.storage",
    "optuna.storages._in_memory",
    "optuna.storages.journal._storage",
    "optuna.study.study",
)


def _unless_quiet(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO or not _quiet.get()


@contextmanager
def quiet_optuna() -> Iterator[None]:
    """Keep Optuna's notes on new studies and trials off the standard error, in this thread only."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_unless_quiet)  # once, however often it is added
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
