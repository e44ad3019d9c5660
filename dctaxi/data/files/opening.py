"""Files of trips, opened: CSV in any of its layouts, gzipped or not, or Parquet.

What is read is bounded by bytes and rows, and nothing but the columns that are asked for is kept.
"""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.files.csv_head import MAX_COLUMNS
from dctaxi.data.files.csv_table import csv_table
from dctaxi.data.files.file_table import Batch, FileTable
from dctaxi.data.files.globs import opened
from dctaxi.data.files.text_stream import TextStream
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from dctaxi.data.files.reading import Reading

_MAX_PARQUET_BYTES = 2**30
_HEAD_BYTES = 256 * 2**10


@contextmanager
def open_table(address: str, name: str, reading: Reading) -> Iterator[FileTable]:
    """Open the file at a normalised address. Raises ``DataError`` for what is no table."""
    with opened(address, reading) as stream:
        yield table_of(stream, name)


def table_of(stream: Any, name: str) -> FileTable:
    """Return the table that a stream of bytes holds. Raises ``DataError`` for what is none."""
    head = _read(stream, _HEAD_BYTES)
    if head.startswith(b"PAR1"):
        return _parquet(head, stream, name)
    source: Any = TextStream(head, stream, name)
    if head.startswith(b"\x1f\x8b"):
        unpacked = gzip.GzipFile(fileobj=source)
        try:
            head = _read(unpacked, _HEAD_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(
                f"{name}: expected a whole gzip file, found a damaged one; copy it again."
            ) from error
        source = TextStream(head, unpacked, name)
    return csv_table(head, source, name, whole=len(head) < _HEAD_BYTES)


def _read(stream: Any, size: int) -> bytes:
    chunks, left = [], size
    while left and (chunk := stream.read(left)):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _parquet(head: bytes, stream: BinaryIO, name: str) -> FileTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = head + _read(stream, _MAX_PARQUET_BYTES + 1 - len(head))
    if len(content) > _MAX_PARQUET_BYTES:
        raise DataError(
            f"{name}: expected at most {_MAX_PARQUET_BYTES // 2**30} GiB of Parquet; use a part."
        )
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{name}: expected a whole Parquet file, found a damaged one.") from error
    names = tuple(file.schema_arrow.names)
    if len(set(names)) < len(names) or len(names) > MAX_COLUMNS:
        raise DataError(
            f"{name}: expected up to {MAX_COLUMNS:,} columns of different names; rename them."
        )

    def batches(table: FileTable, wanted: tuple[str, ...]) -> Iterator[Batch]:
        row = 1
        try:
            for batch in file.iter_batches(2**18, columns=list(wanted)):
                columns = {one: batch.column(batch.schema.get_field_index(one)) for one in wanted}
                yield Batch(columns, np.arange(row, row + batch.num_rows))
                row += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{table.name}: expected a whole Parquet file, found a damaged one."
            ) from error

    return FileTable(name, names, "Parquet", ",", batches)
