"""Puts an SQLite file in write-ahead mode, so that readers and a writer need not wait."""

from __future__ import annotations

import sqlite3
import time

_LOOK_S = 0.01


def set_write_ahead(connection: sqlite3.Connection, patience_s: float) -> None:
    """Set the mode, also while others read the file, write it or do the same.

    SQLite's own patience does not hold here: the lock for reading would have to grow, so that it
    gives up at once where another is about to write, such as of several who set the mode at once.

    Raises ``sqlite3.OperationalError`` (locked for longer, or the file takes no other mode).
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            locked = (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not locked or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(_LOOK_S)
