"""A file of trips with their fares beside them: the rows as they came, and a column or two more."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from dctaxi.errors import DataError
from dctaxi.foreign_text import visible
from dctaxi.model.trips import trips_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from dctaxi.model.fare_model import FareModel

FIRST_LINE: Final = 2
"""The line of a file's first row, below its header."""

_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"
_SEPARATORS: Final = ",;\t|"


class Priced(NamedTuple):
    """A priced file: its text, its rows, the lines of those that cannot be priced, and why."""

    content: bytes
    rows: int
    wrong: NDArray[np.int64]
    reasons: tuple[str, ...]


def price_csv(content: bytes, model: FareModel, name: str) -> Priced:
    """Return a CSV file's rows, cell by cell as they came, with their prediction.

    The columns are separated as they were, by commas, semicolons, tabs or bars; gzip is unpacked,
    and a Parquet file becomes CSV.
    ``prediction`` and, for an ensemble, ``spread`` follow, empty where a row cannot be priced.
    ``name`` is what errors call the file. Raises DataError.
    """
    if content.startswith(_GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{name}: expected a gzip file, but it is damaged: {error}.") from error
    if content.startswith(_PARQUET):
        table, separator = _parquet(content, name), ","
    else:
        header, separator = _header(content, name)
        table = _cells(content, header, separator, name)
    trips = trips_of(
        table.to_pandas(), model.columns, model.provenance.source, first_line=FIRST_LINE
    )
    fares = model.priced(trips.rows, _index(table.num_rows))
    taken = [column for column in fares.columns if column in table.column_names]
    if taken:
        raise DataError(
            f"{name}: expected no column {taken[0]}, which is written, but there is one: rename it."
        )
    return Priced(_text(table, fares, separator), table.num_rows, trips.wrong, trips.reasons)


def row_sentences(priced: Priced, most: int) -> Iterator[str]:
    """Name the rows that cannot be priced by their lines, ``most`` of them, and say why."""
    if not len(priced.wrong):
        return
    lines = ", ".join(f"{line:,}" for line in priced.wrong[:most].tolist())
    more = f" and {len(priced.wrong) - most:,} more" if len(priced.wrong) > most else ""
    rows = "row" if len(priced.wrong) == 1 else "rows"
    yield f"{len(priced.wrong):,} {rows} cannot be priced, in line {lines}{more}."
    for reason in priced.reasons:
        yield f"{reason}."


def _header(content: bytes, name: str) -> tuple[list[str], str]:
    first, _, _ = content.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    try:
        line = first.decode().rstrip("\r")
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: expected UTF-8 text, found another encoding.") from error
    if not line.strip():
        raise DataError(f"{name}: expected a header in its first line, found none.")
    separator = max(_SEPARATORS, key=line.count)
    header = next(csv.reader([line], delimiter=separator))
    repeated = next((one for one in header if header.count(one) > 1), None)
    if repeated is not None:
        raise DataError(
            f"{name}: expected each column once, found {visible(repeated, 60)!r} twice."
        )
    return header, separator


def _cells(content: bytes, header: list[str], separator: str, name: str) -> pa.Table:
    """Return the cells of a file as text."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    try:
        return arrow.read_csv(
            io.BytesIO(content),
            parse_options=arrow.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                column_types={column: pa.string() for column in header}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        said = visible(str(error).removeprefix("CSV parse error: "), 200)
        raise DataError(
            f"{name}: expected rows with as many cells as the header: {said}"
        ) from error


def _parquet(content: bytes, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content))
    except (OSError, pa.ArrowInvalid) as error:
        raise DataError(f"{name}: expected a Parquet file, but it is damaged.") from error


def _index(rows: int) -> Any:
    import pandas as pd

    return pd.RangeIndex(rows)


def _text(table: pa.Table, fares: Any, separator: str) -> bytes:
    import pyarrow as pa
    from pyarrow import csv as arrow

    for column in fares.columns:
        values = fares[column].to_numpy()
        table = table.append_column(column, pa.array(values, mask=np.isnan(values)))
    head = io.StringIO(newline="")
    csv.writer(head, delimiter=separator, lineterminator="\n").writerow(table.column_names)

    def written(style: str) -> bytes:
        buffer = io.BytesIO()
        options = arrow.WriteOptions(include_header=False, delimiter=separator, quoting_style=style)
        arrow.write_csv(table, buffer, options)
        return buffer.getvalue()

    try:
        rows = written("none")
    except pa.ArrowInvalid:  # a cell has a separator, a quote or a line break in it
        rows = written("needed")
    return head.getvalue().encode() + rows
