"""Files that are replaced as a whole: a reader finds the old one or the new one, never a half."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced_as_a_whole(path: Path) -> Iterator[Path]:
    """Give a temporary name in the same folder; when the block has ended, the file takes its place.

    Whatever ends the block early leaves the old file, and no temporary one. Raises OSError.
    """
    part = path.with_name(f".{path.name[:64]}.{uuid.uuid4().hex}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


_SQLITE = b"SQLite format 3\0"


def is_database(path: Path) -> bool:
    """Tell whether a file is one of SQLite's: it may hold all studies, which no text replaces."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
