"""The rows of a run that is still going on, kept on the disk part by part.

A program that is killed leaves its parts behind; whoever looks next makes them one file. A lock
that the system frees with its program tells such parts from those of a run that goes on.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_EVERY_S = 1.0
_EVERY_ROWS = 4_096
"""Rows wait in memory until there are so many, or for so long: a file for each handful is dear."""

_ROWS_AT_ONCE = 65_536

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
        write_table(table_of(pd.concat(self._waiting, ignore_index=True)), provenance, file)
        self._files.append(file)
        self._waiting = []
        self._since = time.monotonic()

    def joined(self, first: pd.DataFrame) -> pd.DataFrame:
        """Return all rows by member, those of ``first`` among them."""
        import pandas as pd

        # An empty frame would decide the types of columns that it knows nothing of.
        frames = [frame for frame in (first, *self._waiting) if len(frame)]
        if not self._files:
            return _by_member(pd.concat(frames or [first], ignore_index=True))
        return joined([*self._files, *map(table_of, frames)])

    def delete(self) -> None:
        """Delete them, once what they hold is kept elsewhere."""
        if self._lock is not None:
            self._lock.release()
            shutil.rmtree(self._folder, ignore_errors=True)


def left_behind(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Give the folder and the files of each run whose program is gone, oldest part first.

    While one is handled nobody else gets it.
    """
    for lock in sorted(folder.glob("*/lock")):
        with suppress(Timeout, OSError), FileLock(lock, timeout=0):
            yield lock.parent, sorted(lock.parent.glob("*.parquet"))


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as a table; columns of numbers are not copied."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def write_table(table: pa.Table, provenance: bytes, path: Path) -> None:
    """Write a table with its provenance, in place of what was there, as a whole. Raises OSError."""
    import pyarrow.parquet as pq

    metadata = {**(table.schema.metadata or {}), _METADATA_KEY: provenance}
    with replaced_as_a_whole(path) as part:
        pq.write_table(table.replace_schema_metadata(metadata), part, row_group_size=_ROWS_AT_ONCE)


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


def joined(pieces: Sequence[Path | pa.Table]) -> pd.DataFrame:
    """Return the rows of files and tables as one frame by member, each member once.

    One piece after the other is copied to its place: together with the frame they never take
    more memory than one of them. Raises OSError and ArrowInvalid (a file cannot be read).
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    sizes, schemas = [], []
    for piece in pieces:
        sizes.append(pq.read_metadata(piece).num_rows if isinstance(piece, Path) else len(piece))
        schemas.append(pq.read_schema(piece) if isinstance(piece, Path) else piece.schema)
    schema = pa.unify_schemas(schemas, promote_options="permissive")
    types = schema.empty_table().to_pandas().dtypes
    columns = {
        name: np.empty(sum(sizes), dtype=kind if isinstance(kind, np.dtype) else object)
        for name, kind in types.items()
    }
    first = 0
    for piece, size in zip(pieces, sizes, strict=True):
        frame = (pq.read_table(piece) if isinstance(piece, Path) else piece).to_pandas()
        for name, column in columns.items():
            column[first : first + size] = frame.get(name)
        first += size
    for name in list(columns):
        columns[name] = pd.Series(columns.pop(name), dtype=types[name], copy=False)
    return _by_member(pd.DataFrame(columns, copy=False))


def _by_member(frame: pd.DataFrame) -> pd.DataFrame:
    if (np.diff(frame["member"].to_numpy()) > 0).all():  # as nearly always, and needs no copy
        return frame
    # Twice is a member whose program was killed between keeping it and deleting its part.
    return frame.sort_values("member", kind="stable").drop_duplicates("member", ignore_index=True)
