"""Opens Optuna's database, and says in one sentence what is wrong with one that cannot be used."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import optuna
import sqlalchemy
from optuna.exceptions import StorageInternalError
from optuna.storages import RDBStorage
from sqlalchemy import exc
from sqlalchemy.engine import make_url

from dctaxi.errors import StorageError

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
    parsed = _parsed(url)
    file = sqlite_file(url)
    with _translated_opening(parsed):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        storage = _opened(
            parsed, url, _engine_arguments(parsed, busy_timeout_s, _write_ahead_settings)
        )
    yield from _in_use(storage, parsed)


@contextmanager
def reading(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Iterator[RDBStorage | None]:
    """Open the database to look at studies; None where there is none yet. Nothing is made.

    Readers and writers never share a storage object, since Optuna's holds a lock while it writes.

    Raises StorageError (the database cannot be used, from opening it to the end of the block).
    """
    parsed = _parsed(url)
    file = sqlite_file(url)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        yield None
        return
    with _translated_opening(parsed):
        engine_arguments = _engine_arguments(parsed, busy_timeout_s, _read_settings)
        found = _schema(parsed, engine_arguments) is not None
        storage = _opened(parsed, url, engine_arguments) if found else None
    if storage is None:
        yield None
    else:
        yield from _in_use(storage, parsed)


def _in_use(storage: RDBStorage, url: URL) -> Iterator[RDBStorage]:
    try:
        with _translated(url):
            yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


def sqlite_file(url: str) -> Path | None:
    """Return the file behind an SQLite URL; None for other databases and for memory.

    Raises StorageError (the URL is none).
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    name = parsed.database.removeprefix("file:")
    return None if name == ":memory:" else Path(name)


def described(url: str) -> str:
    """Return the database in words for a message, without its password.

    Raises StorageError (the URL is none).
    """
    file = sqlite_file(url)
    return str(file) if file else _parsed(url).render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except exc.ArgumentError as error:
        raise StorageError(
            f"Expected the URL of a database such as sqlite:///studies.db, got {url!r}."
        ) from error


def _untemplated(url: str) -> str:
    """Return the URL so that Optuna, which formats it as a template, reads it as it is."""
    return url.replace("{", "{{").replace("}", "}}")


def _engine_arguments(
    url: URL, busy_timeout_s: float, on_connect: Callable[[sqlite3.Connection, object], None]
) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    return {
        "connect_args": {"timeout": busy_timeout_s},
        "pool_events": [(on_connect, "connect")],
    }


def _write_ahead_settings(connection: sqlite3.Connection, _record: object) -> None:
    # The mode cannot be set on a read-only file or on some network drives; SQLite then goes on
    # in the file's own mode, and the first write says what is wrong.
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
    connection.execute("PRAGMA synchronous=NORMAL")


def _read_settings(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


_checked_schemas: set[str] = set()
"""Schemas that passed Optuna's own check in this process: it reads ten migration scripts."""


def _opened(parsed: URL, url: str, engine_arguments: dict[str, Any]) -> RDBStorage:
    schema = _schema(parsed, engine_arguments)
    with quiet_optuna():
        storage = RDBStorage(
            _untemplated(url),
            engine_arguments,
            skip_compatibility_check=schema in _checked_schemas,
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


_quiet: ContextVar[bool] = ContextVar("quiet_optuna", default=False)
_TALKATIVE = ("optuna.storages._rdb.storage", "optuna.storages._in_memory", "optuna.study.study")


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


@contextmanager
def storage_errors(url: str) -> Iterator[None]:
    """Turn what SQLAlchemy, its drivers and Optuna raise in the block into a StorageError."""
    with _translated(_parsed(url)):
        yield


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    try:
        yield
    except StorageInternalError as error:
        raise StorageError(_message(url, error.__cause__ or error)) from error
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(_message(url, error)) from error


@contextmanager
def _translated_opening(url: URL) -> Iterator[None]:
    """Do the same for opening, where a driver or a folder may be missing or the schema differ."""
    try:
        with _translated(url):
            yield
    except ImportError as error:
        raise StorageError(
            f"The database {_shown(url)} needs a Python driver that is not installed here: "
            "install it with pip, or use an sqlite:/// URL."
        ) from error
    except OSError as error:
        raise StorageError(_message(url, error)) from error
    except RuntimeError as error:
        if "table schema" not in str(error):
            raise
        raise StorageError(_schema_message(url, str(error))) from error


def _schema_message(url: URL, optuna_message: str) -> str:
    if "storage upgrade" in optuna_message:
        return (
            f"The database {_shown(url)} was made by an older Optuna: run "
            f"`optuna storage upgrade --storage {url.render_as_string(hide_password=True)}`."
        )
    return (
        f"The database {_shown(url)} was made by a newer Optuna than {optuna.__version__}: "
        "update Optuna, or name another database."
    )


_SQLITE_SENTENCES = (
    ("locked", "is locked by another program: close it there, or wait and try again."),
    ("readonly", "is read-only: allow writing to the file and its folder, or name another."),
    ("read-only", "is read-only: allow writing to the file and its folder, or name another."),
    ("not a database", "is not a database: name an SQLite file made by Optuna, or a new one."),
    ("malformed", "is damaged: restore a copy, or name another."),
    ("disk is full", "cannot grow, the disk is full: free some space and resume."),
    ("disk i/o error", "cannot be read or written, the disk reports an error."),
    ("unable to open", "cannot be opened: check that the folder exists and may be written."),
    ("no such table", "holds none of Optuna's tables: name a file made by Optuna, or a new one."),
)


def _message(url: URL, error: BaseException) -> str:
    reason = str(getattr(error, "orig", None) or error)
    shown = _shown(url)
    if url.get_backend_name() == "sqlite":
        for pattern, sentence in _SQLITE_SENTENCES:
            if pattern in reason.lower():
                return f"The database {shown} {sentence}"
    if isinstance(error, exc.NoSuchModuleError):
        return f"Expected a database that SQLAlchemy knows, got {shown}."
    if isinstance(error, exc.OperationalError) and url.get_backend_name() != "sqlite":
        return f"The database {shown} cannot be reached: check the address and the network."
    return f"The database {shown} cannot be used: {reason.splitlines()[0]}."


def _shown(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)
