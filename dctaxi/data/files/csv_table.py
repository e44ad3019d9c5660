"""A CSV file in any of its layouts, read by Arrow in batches of text."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.cells import Marks, marks_in
from dctaxi.data.files.csv_head import SEPARATORS, csv_head
from dctaxi.data.files.file_table import Batch, FileTable, Ragged
from dctaxi.data.files.text_stream import BLOCK_BYTES, Utf8Stream
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dctaxi.data.files.csv_head import CsvHead
    from dctaxi.data.files.text_stream import TextStream

MAX_RAGGED = 500_000
"""Lines of another number of values than the header names, each of which is remembered: a tenth of
the rows that one set may have."""

_MAX_RAGGED_BYTES = 128 * 2**20
"""Of their texts, where these are kept."""


def csv_table(head: bytes, source: TextStream, name: str, *, whole: bool) -> FileTable:
    """Return the table of a file whose beginning is ``head``, or all of it where it is ``whole``.

    Raises ``DataError`` for what is no table.
    """
    found = csv_head(head, name, whole=whole)
    layout = f"CSV, separated by {SEPARATORS[found.separator]}s" + (
        "" if found.has_header else ", without a header"
    )
    batches = partial(_batches, source=source, head=found, marks=_marks(found))
    return FileTable(name, found.columns, layout, found.separator, batches)


def _marks(head: CsvHead) -> dict[str, Marks]:
    """Return what commas and points stand for, of columns where that is not the usual.

    The first rows say it once for all others, so that a row is read alike wherever it stands: where
    commas begin decimals in several columns and points in none, they do in all. One column alone
    may be of amounts beside degrees of three decimals.
    """
    width = len(head.columns)
    rows = [row for row in head.rows if len(row) == width]
    found = {
        name: marks_in(list(cells))
        for name, cells in zip(head.columns, zip(*rows, strict=True), strict=False)
    }
    commas = {name for name, (comma, _) in found.items() if comma}
    if len(commas) > 1 and not any(point for _, point in found.values()):
        return dict.fromkeys(head.columns, Marks.COMMA)
    others = dict.fromkeys(head.columns, Marks.EITHER) if head.separator == ";" else {}
    return others | dict.fromkeys(commas, Marks.COMMA)


def _batches(
    table: FileTable,
    wanted: tuple[str, ...],
    *,
    source: TextStream,
    head: CsvHead,
    marks: dict[str, Marks],
) -> Iterator[Batch]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    kept_bytes = 0

    def ragged(row: Any) -> str:
        nonlocal kept_bytes
        text = row.text if table.keep_ragged else ""
        kept_bytes += len(text)
        table.ragged.append(Ragged(row.number, row.actual_columns, text))
        too_many = len(table.ragged) > MAX_RAGGED or kept_bytes > _MAX_RAGGED_BYTES
        return "error" if too_many else "skip"  # Arrow swallows what is raised here

    skipped, text = head.skipped, pa.string()
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(Utf8Stream(source, head.encoding), mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=list(table.columns),
                skip_rows=skipped,
                block_size=BLOCK_BYTES,
                use_threads=False,  # else a ragged line does not know its number
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=head.separator, ignore_empty_lines=False, invalid_row_handler=ragged
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
            before = [one.line - skipped - 1 - i for i, one in enumerate(table.ragged)]
            lines = rows + skipped + 1 + np.searchsorted(before, rows, side="right")
            columns = {one: batch.column(i) for i, one in enumerate(wanted)}
            yield Batch(columns, lines, marks)
    except StopIteration:
        return
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error) or "Could not skip initial" in str(error):
            return
        if len(table.ragged) > MAX_RAGGED or kept_bytes > _MAX_RAGGED_BYTES:
            raise _too_ragged(table) from error
        raise DataError(f"{table.name}: {_reason(error)}") from error


def _too_ragged(table: FileTable) -> DataError:
    first, last = table.ragged[0], table.ragged[-1]
    return DataError(
        f"{table.name}: expected {len(table.columns)} values in each row, found another number in "
        f"{len(table.ragged):,} lines up to line {last.line:,}, the first of them with "
        f"{first.values} in line {first.line:,}; correct what separates the values."
    )


def _reason(error: Exception) -> str:
    if "straddling" in str(error):
        return f"expected lines of at most {BLOCK_BYTES // 2**20} MiB, found a longer one."
    said = visible(re.sub(r"\s+", " ", str(error)))[:160]
    return f"expected rows of separated values, found something else ({said})."
