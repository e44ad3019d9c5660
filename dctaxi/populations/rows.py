"""The rows of trained plans: in memory, or on the disk until somebody asks for more than a column.

A million rows take two hundred megabytes; a summary of them needs two columns.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 65_536
"""Rows of a group in a file, and as many as are read whenever a file is opened."""


class Rows(Protocol):
    """Some rows, each with its ``member``, in the order of members; nobody may change them."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    @property
    def frame(self) -> pd.DataFrame:
        """All of them."""
        ...

    def column(self, name: str) -> pd.Series:
        """Return one column of them; NaN where it was not measured yet."""
        ...

    def tables(self) -> Iterator[pa.Table]:
        """Give them one table after the other, all of one schema."""
        ...


Piece: TypeAlias = "Path | pa.Table | OnDisk"
"""A file, a table, or a file that is open."""


class InMemory:
    """A frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, name: str) -> pd.Series:
        """Return a column."""
        return _column_of(self.frame, name)

    def tables(self) -> Iterator[pa.Table]:
        """Give all in one table."""
        yield table_of(self.frame)


class Pieces:
    """Files and tables together, each read when it is needed: rows of one run."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        members = np.concatenate([_numbers(piece, "member") for piece in pieces])
        self._in_order = bool((np.diff(members) > 0).all())
        self._size = len(members) if self._in_order else len(self.frame)

    def __len__(self) -> int:
        return self._size

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows, each member once."""
        return joined(self._pieces)

    def column(self, name: str) -> pd.Series:
        """Return a column, of one piece after the other."""
        if not self._in_order:
            return _column_of(self.frame, name)
        parts = [
            _read(piece, [name]).to_pandas()[name]
            if name in _schema_of(piece).names
            else pd.Series(np.nan, index=range(_size_of(piece)))
            for piece in self._pieces
        ]
        column: pd.Series = pd.concat(parts, ignore_index=True)
        return column

    def tables(self) -> Iterator[pa.Table]:
        """Give the pieces in groups of usual size."""
        import pyarrow as pa

        names = {tuple(_schema_of(piece).names) for piece in self._pieces}
        if not self._in_order or len(names) > 1:
            yield table_of(self.frame)
            return
        # What pandas notes beside a schema is of one piece; an empty frame of all has its own.
        schema = table_of(_schema_of_all(self._pieces).empty_table().to_pandas()).schema
        waiting: list[pa.Table] = []
        for table in itertools.chain.from_iterable(map(_groups_of, self._pieces)):
            waiting.append(table.cast(schema))
            if sum(map(len, waiting)) >= ROWS_AT_ONCE:
                yield pa.concat_tables(waiting)
                waiting = []
        if waiting:
            yield pa.concat_tables(waiting)


class OnDisk:
    """A file that was written as a whole; what is read stays what it was when it was opened."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(pa.OSFile(str(path), "rb"))

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows)

    @property
    def schema(self) -> pa.Schema:
        """The columns, and what was written beside them."""
        return self._file.schema_arrow

    def table(self, columns: list[str] | None = None) -> pa.Table:
        """Return all rows, or some columns of them."""
        return self._file.read(columns=columns)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows; in memory from then on."""
        frame: pd.DataFrame = self._file.read().to_pandas()
        return frame

    def column(self, name: str) -> pd.Series:
        """Return a column, read alone."""
        if "frame" in vars(self) or name not in self._file.schema_arrow.names:
            return _column_of(self.frame, name) if "frame" in vars(self) else _nothing(len(self))
        column: pd.Series = self._file.read(columns=[name]).to_pandas()[name]
        return column

    def tables(self) -> Iterator[pa.Table]:
        """Give the file group by group."""
        for group in range(self._file.num_row_groups):
            yield self._file.read_row_group(group)


class WithColumn:
    """Other rows, one column of which is another one of theirs, or NaN where none is named."""

    def __init__(self, rows: Rows, name: str, source: str | None) -> None:
        self._rows, self._name, self._source = rows, name, source

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows; what is not replaced is not copied."""
        return self._rows.frame.assign(**{self._name: self.column(self._name)})

    def column(self, name: str) -> pd.Series:
        """Return a column."""
        if name != self._name:
            return self._rows.column(name)
        return _nothing(len(self)) if self._source is None else self._rows.column(self._source)

    def tables(self) -> Iterator[pa.Table]:
        """Give all in one table."""
        yield table_of(self.frame)


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as a table; columns of numbers are not copied."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


def pieces_of(rows: Rows) -> list[Piece]:
    """Return rows as a piece of others; what is on the disk stays there."""
    if isinstance(rows, OnDisk):
        return [rows]
    return [table_of(rows.frame)] if len(rows) else []


def joined(pieces: Sequence[Piece]) -> pd.DataFrame:
    """Return the rows of files and tables as one frame by member, each member once.

    One piece after the other is copied to its place: together with the frame they never take
    more memory than one of them. Raises OSError and ArrowInvalid (a file cannot be read).
    """
    sizes = [_size_of(piece) for piece in pieces]
    types = _schema_of_all(pieces).empty_table().to_pandas().dtypes
    columns = {
        name: np.empty(sum(sizes), dtype=kind if isinstance(kind, np.dtype) else object)
        for name, kind in types.items()
    }
    first = 0
    for piece, size in zip(pieces, sizes, strict=True):
        frame = _read(piece).to_pandas()
        for name, column in columns.items():
            column[first : first + size] = frame.get(name)
        first += size
    for name in list(columns):
        columns[name] = pd.Series(columns.pop(name), dtype=types[name], copy=False)
    return by_member(pd.DataFrame(columns, copy=False))


def by_member(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows by member, each member once."""
    if (np.diff(frame["member"].to_numpy()) > 0).all():  # as nearly always, and needs no copy
        return frame
    # Twice is a member whose program was killed between keeping it and deleting its part.
    return frame.sort_values("member", kind="stable").drop_duplicates("member", ignore_index=True)


def _column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame else _nothing(len(frame))


def _nothing(size: int) -> pd.Series:
    return pd.Series(np.full(size, np.nan))


def _numbers(piece: Piece, name: str) -> np.ndarray:
    return np.asarray(_read(piece, [name])[name].to_numpy())


def _read(piece: Piece, columns: list[str] | None = None) -> pa.Table:
    import pyarrow.parquet as pq

    if isinstance(piece, OnDisk):
        return piece.table(columns)
    if isinstance(piece, Path):
        return pq.read_table(piece, columns=columns)
    return piece if columns is None else piece.select(columns)


def _groups_of(piece: Piece) -> Iterator[pa.Table]:
    if isinstance(piece, OnDisk):
        yield from piece.tables()
    else:
        yield _read(piece)


def _size_of(piece: Piece) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(piece).num_rows) if isinstance(piece, Path) else len(piece)


def _schema_of(piece: Piece) -> pa.Schema:
    import pyarrow.parquet as pq

    return pq.read_schema(piece) if isinstance(piece, Path) else piece.schema


def _schema_of_all(pieces: Sequence[Piece]) -> pa.Schema:
    import pyarrow as pa

    return pa.unify_schemas([_schema_of(one) for one in pieces], promote_options="permissive")
