"""A file of trips as columns: CSV in any of its layouts, gzipped or not, or Parquet.

What is read is bounded by bytes and rows, and nothing but the columns that are asked for is kept.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.columns import COLUMNS
from dctaxi.data.csv_layout import NUMBER
from dctaxi.data.globs import opened
from dctaxi.data.text_stream import BLOCK_BYTES, TextStream, Utf8Stream
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

    from dctaxi.data.reading import Reading

_MAX_PARQUET_BYTES = 2**30
_HEAD_BYTES = 256 * 2**10
_MAX_COLUMNS = 1_000
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a workbook; unpack it, or save it as CSV",
    b"%PDF": "a PDF; save its table as CSV",
    b"<": "a web page; check the address",
    b"BZh": "a bzip2 archive; unpack it",
    b"\xfd7zXZ": "an xz archive; unpack it",
    b"\x28\xb5\x2f\xfd": "a zstandard archive; unpack it",
    b"SQLite": "a database; save its table as CSV",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of a file: ``columns`` are pyarrow arrays by name, ``lines`` ``[rows]`` the
    line of each as an editor counts, or its number from 1 where a file has no lines.
    """

    columns: dict[str, Any]
    lines: NDArray[np.int64]


@dataclass(slots=True)
class FileTable:
    """A file that is open for reading: the names of its columns, and its rows in batches.

    ``separator`` stands between the values of a line, a comma where a file has no lines.
    ``ragged`` grows while a CSV file is read: the lines that hold more or fewer values than the
    header, with how many.
    """

    name: str
    columns: tuple[str, ...]
    layout: str
    separator: str
    _batches: Any
    ragged: list[tuple[int, int]] = field(default_factory=list)

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows of some columns. Raises ``DataError`` for a column that is not there."""
        for name in wanted:
            if name not in self.columns:
                near = ", ".join(repr(visible(one)) for one in self.columns[:12])
                raise DataError(
                    f"{self.name}: expected a column {visible(name)!r}, found {near}"
                    f"{' and more' if len(self.columns) > 12 else ''}; choose one of them."
                )
        yield from self._batches(self, tuple(dict.fromkeys(wanted)))


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
    return _csv(head, source, name)


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
    if len(set(names)) < len(names) or len(names) > _MAX_COLUMNS:
        raise DataError(
            f"{name}: expected up to {_MAX_COLUMNS:,} columns of different names; rename them."
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


def _csv(head: bytes, source: Any, name: str) -> FileTable:
    for start, kind in _FOREIGN.items():
        if head.startswith(start):
            raise DataError(f"{name}: expected a table of trips, found {kind}.")
    encoding, text = _text_of(head, name)
    lines = text.splitlines() if len(head) < _HEAD_BYTES else text.splitlines()[:-1] or [text]
    blank = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if blank == len(lines):
        raise DataError(f"{name}: expected a header and rows of trips, found an empty file.")
    header = lines[blank]
    separator = max(_SEPARATORS, key=header.count)
    cells = [cell.strip() for cell in next(csv.reader([header], delimiter=separator))]
    if len(cells) < 2:
        raise DataError(
            f"{name}: expected columns separated by commas, semicolons, tabs or vertical bars, "
            "found one column; check the file."
        )
    if len(cells) > _MAX_COLUMNS:
        raise DataError(f"{name}: expected up to {_MAX_COLUMNS:,} columns, found {len(cells):,}.")
    named = sum(bool(NUMBER.fullmatch(cell)) for cell in cells) * 2 < len(cells)
    names = _distinct(cells) if named else _unnamed(len(cells))
    skipped = blank + named

    def batches(table: FileTable, wanted: tuple[str, ...]) -> Iterator[Batch]:
        yield from _csv_batches(table, source, wanted, separator, skipped, encoding)

    layout = f"CSV, separated by {_SEPARATORS[separator]}s" + (
        "" if named else ", without a header"
    )
    return FileTable(name, names, layout, separator, batches)


def _csv_batches(
    table: FileTable,
    source: Any,
    wanted: tuple[str, ...],
    separator: str,
    skipped: int,
    encoding: str,
) -> Iterator[Batch]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    def ragged(row: Any) -> str:
        table.ragged.append((row.number, row.actual_columns))
        return "skip"

    text = pa.string()
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(Utf8Stream(source, encoding), mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=list(table.columns),
                skip_rows=skipped,
                block_size=BLOCK_BYTES,
                use_threads=False,  # else a ragged line does not know its number
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator, ignore_empty_lines=False, invalid_row_handler=ragged
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(table.columns, text),
                include_columns=list(wanted),
                strings_can_be_null=False,
            ),
        )
        row = 0
        for batch in reader:
            rows = np.arange(row, row + batch.num_rows)
            row += batch.num_rows
            # Rows that come before each ragged line, of which the reader may be ahead.
            before = [line - skipped - 1 - i for i, (line, _) in enumerate(table.ragged)]
            lines = rows + skipped + 1 + np.searchsorted(before, rows, side="right")
            yield Batch({one: batch.column(i) for i, one in enumerate(wanted)}, lines)
    except StopIteration:
        return
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):
            return
        raise DataError(f"{table.name}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if "straddling" in str(error):
        return f"expected lines of at most {BLOCK_BYTES // 2**20} MiB, found a longer one."
    said = visible(re.sub(r"\s+", " ", str(error)))[:160]
    return f"expected rows of separated values, found something else ({said})."


def _text_of(head: bytes, name: str) -> tuple[str, str]:
    """Return the encoding of a file and its first lines."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if head.startswith(mark):
            return encoding, head.decode(encoding, errors="replace")
    if b"\0" in head:
        raise DataError(f"{name}: expected text or Parquet, found other bytes; save it as CSV.")
    try:
        return "utf-8", head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:  # a character that the end of the head cuts in two
            return "utf-8", head[: error.start].decode("utf-8")
        return "cp1252", head.decode("cp1252", errors="replace")


def _distinct(cells: list[str]) -> tuple[str, ...]:
    """Return names for columns: as they are, numbered where one is missing or comes again."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        base = cell[:200] or f"column {position}"
        name, again = base, 2
        while name in names:
            name, again = f"{base} ({again})", again + 1
        names.append(name)
    return tuple(names)


def _unnamed(count: int) -> tuple[str, ...]:
    """Return names for a file without a header; five or nine columns are the chapter's order."""
    if count in (5, len(COLUMNS)):
        return COLUMNS[:count]
    return tuple(f"column {position}" for position in range(1, count + 1))
