"""A CSV file in any of its layouts, read by Arrow in batches of text."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.cells import Marks, marks_in
from dctaxi.data.files.csv_head import SEPARATORS, csv_head
from dctaxi.data.files.csv_lines import CsvLines
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
    commas begin decimals in several columns, they do in all that do not say otherwise, and points
    in none, unless they do in some, or more columns have points that may.
    """
    width = len(head.columns)
    cells = [cell for row in head.rows if len(row) == width for cell in row]
    comma, point, open_ = (one.reshape(-1, width).any(axis=0) for one in marks_in(cells))
    found = {head.columns[place]: Marks.COMMA for place in np.flatnonzero(comma)}
    if len(found) > 1 or head.separator == ";":
        sure = not point.any() and len(found) > max(1, int((open_ & ~comma).sum()))
        others = Marks.COMMA if sure else Marks.EITHER
        return dict.fromkeys(head.columns, others) | found
    return found


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
    lines = CsvLines(table, head)

    def ragged(row: Any) -> str:
        nonlocal kept_bytes
        text = row.text if table.keep_ragged else ""
        kept_bytes += len(text)
        table.ragged.append(Ragged(row.number, row.actual_columns, text))
        lines.leave_out(row.number, row.text)
        too_many = len(table.ragged) > MAX_RAGGED or kept_bytes > _MAX_RAGGED_BYTES
        return "error" if too_many else "skip"  # Arrow swallows what is raised here

    stream = Utf8Stream(source, head.encoding)
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=list(table.columns),
                skip_rows=head.skipped,
                block_size=BLOCK_BYTES,
                use_threads=False,  # else a ragged line does not know its number
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=head.separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(table.columns, pa.string()),
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            found = lines.of_rows(batch)  # any column may have a value with line breaks
            yield Batch({one: batch.column(one) for one in wanted}, found, marks)
    except StopIteration:  # no row that is not left out
        pass
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error) or "Could not skip initial" in str(error):
            return
        if len(table.ragged) > MAX_RAGGED or kept_bytes > _MAX_RAGGED_BYTES:
            raise _too_ragged(table) from error
        raise DataError(f"{table.name}: {_reason(error)}") from error
    finally:
        stream.leave()
    lines.end()


def _too_ragged(table: FileTable) -> DataError:
    first, last = table.ragged[0], table.ragged[-1]
    return DataError(
        f"{table.name}: expected {len(table.columns)} values in each row, found another number in "
        f"{len(table.ragged):,} lines up to line {last.line:,}, the first of them with "
        f"{first.values} in line {first.line:,}; correct what separates the values."
    )


def _reason(error: Exception) -> str:
    if "straddling" in str(error):
        return (
            f"expected lines of at most {BLOCK_BYTES // 2**20} MiB, found a longer one, or a "
            "quotation mark that is never closed."
        )
    said = visible(re.sub(r"\s+", " ", str(error)))[:160]
    return f"expected rows of separated values, found something else ({said})."
