"""Opens whatever Optuna keeps studies in, to look at them; nothing there is ever changed.

A file of SQLite or a journal is copied aside first: tables of an Optuna before 3.2 are brought up
to date in the copy, and a journal that is still written to is read as of one moment.
"""

from __future__ import annotations

import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dctaxi.errors import DcTaxiError, StorageError
from dctaxi.storage.backup import upgrade
from dctaxi.storage.connection import KNOWN_SCHEMA
from dctaxi.storage.database import quiet_optuna, reading
from dctaxi.storage.errors import storage_errors
from dctaxi.storage.inspection import Bounds, check_journal, inspected
from dctaxi.storage.url import file_of, parse_url, shown
from dctaxi.workspace import database_url

if TYPE_CHECKING:
    from optuna.storages import BaseStorage

_SQLITE = b"SQLite format 3\0"
_JOURNAL = b'{"op_code"'
_COPY = "studies.db"


@contextmanager
def any_storage(source: str, folder: Path, bounds: Bounds) -> Iterator[BaseStorage]:
    """Open an address such as ``postgresql://…``, an SQLite file, or a journal file.

    Files are copied into the folder. The block is for reading it: whatever is raised there is said
    of the storage. Raises StorageError (nothing is there, nothing of Optuna's, or it is damaged).
    """
    file = file_of(parse_url(source)) if "://" in source else Path(source).expanduser()
    if file is None:
        name = shown(parse_url(source))
        with _source_errors(name), reading(source) as storage:
            yield _there(storage, name)
        return
    with _source_errors(str(file), folder), _copied(file, folder, bounds) as storage:
        yield storage


@contextmanager
def _source_errors(name: str, folder: Path | None = None) -> Iterator[None]:
    """Turn what is raised in the block into a StorageError about what is called ``name``.

    Sentences about its copy in ``folder`` become ones about it.
    """
    try:
        yield
    except StorageError as error:
        if folder is None or str(folder) not in str(error):
            raise
        raise StorageError(str(error).replace(f"{folder / _COPY}", name)) from error
    except (DcTaxiError, MemoryError, OSError):
        raise
    except Exception as error:  # Optuna checks nothing that it reads, Alembic no revision
        raise StorageError(
            f"The studies in {name} cannot be read ({type(error).__name__}): they are damaged, or "
            "of a newer Optuna than this one; name another storage of Optuna's."
        ) from error


@contextmanager
def _copied(file: Path, folder: Path, bounds: Bounds) -> Iterator[BaseStorage]:
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(_SQLITE))
    except OSError as error:
        raise StorageError(
            f"The file {file} cannot be read ({error.strerror}): name an SQLite file or a journal "
            "of Optuna's, or the address of its database."
        ) from error
    if beginning == _SQLITE:
        with _sqlite_copy(file, folder / _COPY, bounds) as storage:
            yield storage
    elif beginning.startswith(_JOURNAL):
        yield _journal_copy(file, folder / "journal.log", bounds)
    else:
        raise StorageError(
            f"The file {file} is neither an SQLite file nor a journal of Optuna's: name one of "
            "these, or the address of its database."
        )


@contextmanager
def _sqlite_copy(file: Path, copy: Path, bounds: Bounds) -> Iterator[BaseStorage]:
    url = database_url(copy)
    with (
        storage_errors(database_url(file)),
        inspected(file, bounds) as theirs,
        closing(sqlite3.connect(copy)) as ours,
    ):
        theirs.backup(ours)
        tables = {name for (name,) in ours.execute("SELECT name FROM sqlite_master")}
        if "studies" not in tables:
            raise StorageError(f"The file {file} holds none of Optuna's tables: name another.")
        revision = (
            ours.execute("SELECT version_num FROM alembic_version").fetchone()
            if "alembic_version" in tables
            else None
        )
    if revision is not None and revision[0] != KNOWN_SCHEMA:
        upgrade(url)
    with reading(url) as storage:
        yield _there(storage, str(file))


def _journal_copy(file: Path, copy: Path, bounds: Bounds) -> BaseStorage:
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    shutil.copyfile(file, copy)
    check_journal(copy, file, bounds)
    with quiet_optuna(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Optuna calls experimental
        return JournalStorage(JournalFileBackend(str(copy)))


def _there(storage: BaseStorage | None, source: str) -> BaseStorage:
    if storage is None:
        raise StorageError(f"There are no studies in {source}: name another storage of Optuna's.")
    return storage
