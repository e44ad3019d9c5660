"""The class's own small database: who is in it, its lessons, and what was answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from dctaxi.errors import ClassError
from dctaxi.storage import set_write_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS members (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL,
        pass TEXT NOT NULL,
        open_until REAL NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        document TEXT NOT NULL,
        state TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS answers (
        run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        member TEXT NOT NULL REFERENCES members ON DELETE CASCADE,
        answer TEXT NOT NULL,
        PRIMARY KEY (run, member)
    )
    """,
)
_MADE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'answers'"
"""Finds the last table, and with it all of them: they are made together or not at all."""

_PATIENCE_S = 10.0


@contextmanager
def connected(folder: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection whose changes are kept at the end of the block, or not at all.

    Raises ClassError (the database cannot be used).
    """
    path = folder / "class.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as connection:
            if connection.execute(_MADE).fetchone() is None:
                _make(connection)
            connection.execute("PRAGMA foreign_keys=ON")
            with connection:
                yield connection
    except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise ClassError(
            f"The class's database {path} cannot be used ({error}): check the folder, or serve the "
            "class from another."
        ) from error


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, whoever does the same in this moment or died while they did."""
    set_write_ahead(connection, _PATIENCE_S)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for table in _SCHEMA:
            connection.execute(table)
