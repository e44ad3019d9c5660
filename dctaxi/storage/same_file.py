"""Whether a database that is being written to is still the file under its name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from dctaxi.errors import StorageError
from dctaxi.storage.url import file_of, shown

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import URL


class SameFile:
    """Remembers which file an address names now; other databases than SQLite's are servers'.

    SQLite goes on in a file that was deleted or replaced while it is open: what is written there
    is on no disk when the program ends.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._file = file_of(url)
        self._identity, self._size = _looked_at(self._file)

    def check(self) -> None:
        """Raise StorageError if the file was deleted, replaced or cut short meanwhile."""
        if self._file is None:
            return
        identity, size = _looked_at(self._file)
        what = ""
        if identity is None:
            what = "deleted or moved away"
        elif identity != self._identity:
            what = "replaced by another file"
        elif size == 0 or (size < self._size and not _whole(self._file)):
            what = "cut short"
        self._size = size
        if what:
            raise StorageError(
                f"The database {shown(self._url)} was {what} while it was written to: what was "
                "finished since is lost; restore a backup, or start again in another file."
            )


def _looked_at(file: Path | None) -> tuple[tuple[int, int] | None, int]:
    """Return what tells a file from all others, None where there is none, and its size in bytes."""
    try:
        found = None if file is None else file.stat()
    except FileNotFoundError:
        found = None
    return (None, 0) if found is None else ((found.st_dev, found.st_ino), found.st_size)


def _whole(file: Path) -> bool:
    """Tell whether a file that shrank is whole all the same, as after a VACUUM."""
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
