"""Files of trips, opened: CSV in any of its layouts, gzipped or not, or Parquet.

What is read is bounded by bytes and rows, and nothing but the columns that are asked for is kept.
"""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dctaxi.data.files.csv_table import csv_table
from dctaxi.data.files.file_table import FileTable
from dctaxi.data.files.globs import opened
from dctaxi.data.files.parquet_table import parquet_table
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
    content = head + _read(stream, _MAX_PARQUET_BYTES + 1 - len(head))
    if len(content) > _MAX_PARQUET_BYTES:
        raise DataError(
            f"{name}: expected at most {_MAX_PARQUET_BYTES // 2**30} GiB of Parquet; use a part."
        )
    return parquet_table(content, name)
