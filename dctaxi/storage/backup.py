"""Copies of a whole database, made while others read and write it: SQLite's online backup."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import sqlalchemy as sa

from dctaxi.errors import StorageError
from dctaxi.storage.apart import plain_copy
from dctaxi.storage.database import BUSY_TIMEOUT_S, quiet_optuna
from dctaxi.storage.errors import opening_errors, storage_errors
from dctaxi.storage.inspection import Bounds, inspected
from dctaxi.storage.system_attributes import drop_others
from dctaxi.storage.url import file_of, is_missing, optuna_template, parse_url, shown
from dctaxi.whole_file import replaced_as_a_whole
from dctaxi.workspace import database_url

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_ALL_PAGES = -1
"""A copy in one step. Between smaller ones every write of somebody else makes it begin again."""

_PAGES_AT_ONCE = 4_096
"""Pages put back between which a database that others hold is given up, in time."""


def back_up(url: str, target: Path) -> int:
    """Copy a database into a file, replaced as a whole; return the bytes written.

    The copy is the database of one moment. Raises StorageError (there is nothing to copy, it is no
    file of SQLite's, it is damaged, or the copy cannot be written).
    """
    source = _file(parse_url(url))
    _check_another(target, source)
    with (
        storage_errors(url),
        _written(target),
        replaced_as_a_whole(target) as part,
        closing(_read_only(source)) as live,
        closing(sqlite3.connect(part)) as copy,
    ):
        live.backup(copy, pages=_ALL_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, that can be sent anywhere
        _check_whole(copy, target)
    return target.stat().st_size


def restore(url: str, source: Path) -> None:
    """Put a copy in the place of what the database holds: all of it, or nothing.

    Attributes that only programs read stay behind. Programs that have the database open see the
    copy from then on. Raises StorageError (the copy cannot be read, is damaged, holds none of
    Optuna's tables or too much, or the database is in use).
    """
    parsed = parse_url(url)
    file = file_of(parsed)
    if file is None:
        raise _no_file(parsed)
    if not source.is_file():
        raise StorageError(f"There is no file {source}: name a backup of a database.")
    _check_another(source, file)
    with tempfile.TemporaryDirectory(prefix="dctaxi-") as folder:
        plain = Path(folder) / "studies.db"
        plain_copy(source, plain)
        with _written(file), storage_errors(url):
            file.parent.mkdir(parents=True, exist_ok=True)
            with (
                closing(_read_only(plain)) as copy,
                closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_S)) as live,
            ):
                copy.backup(live, pages=_PAGES_AT_ONCE, progress=_patience())


def write_without_others(source: Path, target: Path, bounds: Bounds) -> None:
    """Copy a database into a new file, without the attributes that only programs read.

    Raises StorageError and what sqlite3 raises.
    """
    with inspected(source, bounds) as theirs, closing(sqlite3.connect(target)) as ours:
        named = {name for (name,) in theirs.execute("SELECT name FROM sqlite_master")}
        if not {"studies", "trials", "alembic_version"} <= named:
            raise StorageError(
                f"The file {source} holds none of Optuna's tables: name a backup of a database."
            )
        theirs.backup(ours)
    engine = sa.create_engine(database_url(target))
    with engine.begin() as connection:
        drop_others(connection)
    engine.dispose()


def upgrade(url: str) -> None:
    """Bring the tables of an older Optuna to those of this one. Raises StorageError."""
    from optuna.storages import RDBStorage

    parsed = parse_url(url)
    with opening_errors(url), quiet_optuna():
        storage = RDBStorage(
            optuna_template(parsed.render_as_string(hide_password=False)),
            skip_compatibility_check=True,
            skip_table_creation=True,
        )
        try:
            storage.upgrade()
        finally:
            storage.remove_session()
            storage.engine.dispose()


def _file(url: URL) -> Path:
    file = file_of(url)
    if file is None:
        raise _no_file(url)
    if is_missing(url):
        raise StorageError(f"The database {shown(url)} is not there yet: there is nothing to copy.")
    return file


def _check_another(copy: Path, database: Path) -> None:
    if copy.resolve() == database.resolve():
        raise StorageError(f"The file {copy} is the database itself: name another one for a copy.")


def _no_file(url: URL) -> StorageError:
    tools = "pg_dump and pg_restore" if url.get_backend_name() == "postgresql" else "its own tools"
    return StorageError(
        f"The database {shown(url)} is a server's: back it up and restore it with {tools}."
    )


def _patience() -> Callable[[int, int, int], None]:
    """Return what looks after each step of a copy: Python's tries again for ever where it waits."""
    last = time.monotonic()

    def look(status: int, _remaining: int, _total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if status == sqlite3.SQLITE_OK:
            last = now
        elif now - last > BUSY_TIMEOUT_S:
            raise sqlite3.OperationalError("database is locked")

    return look


def _read_only(file: Path) -> sqlite3.Connection:
    name = f"file:{quote(str(file.resolve()))}?mode=ro"
    return sqlite3.connect(name, uri=True, timeout=BUSY_TIMEOUT_S)


def _check_whole(database: sqlite3.Connection, file: Path) -> None:
    (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise StorageError(f"The database {file} is damaged: restore another backup.")


@contextmanager
def _written(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The file {file} cannot be written ({error.strerror}): free some space, allow writing "
            "there, or name another."
        ) from error
