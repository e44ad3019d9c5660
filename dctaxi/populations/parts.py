"""The rows of a run that is still going on, kept on the disk part by part.

A program that is killed leaves its parts behind; whoever looks next makes them one file. A lock
that the system frees with its program tells such parts from those of a run that goes on.
"""

from __future__ import annotations

import itertools
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from dctaxi.populations.rows import (
    ROWS_AT_ONCE,
    InMemory,
    OnDisk,
    Pieces,
    Rows,
    by_member,
    pieces_of,
    table_of,
)
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_EVERY_S = 1.0
_EVERY_ROWS = 4_096
"""Rows wait in memory until there are so many, or for so long: a file for each handful is dear."""

_METADATA_KEY = b"dctaxi"


class Parts:
    """The parts of one run, in a folder of their own; nothing is written before a second one.

    Frames have a column ``member``, the place of each row. OSError is raised where the disk does
    not take a part.
    """

    def __init__(self, folder: Path, plan_id: str) -> None:
        self._folder = folder / f"{plan_id}-{uuid.uuid4().hex[:8]}"
        self._lock: FileLock | None = None
        self._files: list[Path] = []
        self._waiting: list[pd.DataFrame] = []
        self._since = time.monotonic()

    def add(self, rows: pd.DataFrame) -> None:
        """Take rows that were trained."""
        self._waiting.append(rows)

    def write(self, provenance: bytes) -> None:
        """Put the rows that wait on the disk, where it is time to; ``provenance`` stands beside."""
        rows = sum(map(len, self._waiting))
        if not rows or (rows < _EVERY_ROWS and time.monotonic() - self._since < _EVERY_S):
            return
        import pandas as pd

        if self._lock is None:
            self._folder.mkdir(parents=True)
            self._lock = FileLock(self._folder / "lock")
            self._lock.acquire()
        file = self._folder / f"{len(self._files):06d}.parquet"
        write_rows(InMemory(pd.concat(self._waiting, ignore_index=True)), provenance, file)
        self._files.append(file)
        self._waiting = []
        self._since = time.monotonic()

    def rows(self, first: Rows) -> Rows:
        """Return all rows by member, those of ``first`` among them; good until ``delete``.

        What of ``first`` is on the disk stays there.
        """
        import pandas as pd

        if not self._files and not isinstance(first, OnDisk):
            # An empty frame would decide the types of columns that it knows nothing of.
            frames = [f for f in (first.frame, *self._waiting) if len(f)] or [first.frame]
            return InMemory(by_member(pd.concat(frames, ignore_index=True)))
        waiting = [table_of(frame) for frame in self._waiting if len(frame)]
        return Pieces([*pieces_of(first), *self._files, *waiting])

    def delete(self) -> None:
        """Delete them, once what they hold is kept elsewhere."""
        if self._lock is not None:
            for file in self._files:  # before anybody takes them for a killed program's
                file.unlink(missing_ok=True)
            self._lock.release()
            shutil.rmtree(self._folder, ignore_errors=True)


def left_behind(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Give the folder and the files of each run whose program is gone, oldest part first.

    While one is handled nobody else gets it.
    """
    for lock in sorted(folder.glob("*/lock")):
        with suppress(Timeout, OSError), FileLock(lock, timeout=0):
            yield lock.parent, sorted(lock.parent.glob("*.parquet"))


def write_rows(rows: Rows, provenance: bytes, path: Path) -> None:
    """Write rows with their provenance, in place of what was there, as a whole. Raises OSError."""
    import pyarrow.parquet as pq

    tables = rows.tables()
    first = next(tables)
    schema = first.schema.with_metadata(
        {**(first.schema.metadata or {}), _METADATA_KEY: provenance}
    )
    with replaced_as_a_whole(path) as part, pq.ParquetWriter(part, schema) as writer:
        for table in itertools.chain([first], tables):
            writer.write_table(
                table.replace_schema_metadata(schema.metadata), row_group_size=ROWS_AT_ONCE
            )


def provenance_in(file: Path) -> bytes:
    """Return the provenance that a file was written with; empty where none can be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return provenance_of_schema(pq.read_schema(file))
    except (OSError, pa.ArrowInvalid):
        return b""


def provenance_of_schema(schema: pa.Schema) -> bytes:
    """Return the provenance in a schema; empty where there is none."""
    return bytes((schema.metadata or {}).get(_METADATA_KEY, b""))
