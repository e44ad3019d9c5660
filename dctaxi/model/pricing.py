"""A file of trips with their fares beside them: the rows as they came, and a column or two more."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.data import Batch, table_of
from dctaxi.errors import DataError
from dctaxi.model.trips import trips_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import FileTable
    from dctaxi.model.fare_model import FareModel
    from dctaxi.model.outside import Outside

MAX_UNPACKED_BYTES = 512 * 2**20
"""Of one file to price: some two million trips of forty columns."""


class Priced(NamedTuple):
    """A priced file: its text, its rows, the lines of those that cannot be priced, and why; which
    of its trips lie outside of what the model was trained on; and how many of its lines, empty
    ones, are left out.
    """

    content: bytes
    rows: int
    wrong: NDArray[np.int64]
    reasons: tuple[str, ...]
    outside: Outside | None
    empty: int


def price_csv(content: bytes, model: FareModel, name: str) -> Priced:
    """Return a file's rows, cell by cell as they came, with their prediction, as CSV in UTF-8.

    The file is read as training files are, in any of their layouts and encodings. The columns stay
    separated as they were, and a Parquet file's become separated by commas. ``prediction`` and, for
    an ensemble, ``spread`` follow, empty where a row cannot be priced. Of a line with more values
    than the header names, those without a name are left out. ``name`` is what errors call the file.
    Raises DataError.
    """
    import pandas as pd

    table = table_of(io.BytesIO(content), name)
    table.keep_ragged = True
    rows, empty = _rows(table)
    trips = trips_of_file(rows, table, model.columns, model.provenance.source)
    fares = model.priced(trips.rows, pd.RangeIndex(len(trips.rows)))
    taken = [column for column in fares.columns if column in table.columns]
    if taken:
        raise DataError(
            f"{name}: expected no column {taken[0]}, which is written, but there is one: rename it."
        )
    text = _text(rows, table, fares)
    outside = model.outside(trips.rows)
    return Priced(text, len(trips.rows), trips.wrong, trips.reasons, outside, empty)


def row_sentences(priced: Priced, most: int) -> Iterator[str]:
    """Name the rows that cannot be priced by their lines, ``most`` of them, and say why; then say
    which trips lie outside of the model's training, and which lines are no rows.
    """
    if len(priced.wrong):
        yield from _unpriced(priced, most)
    if priced.outside is not None:
        yield priced.outside.sentence
    if priced.empty:
        yield f"Empty lines that are left out: {priced.empty:,}."


def _unpriced(priced: Priced, most: int) -> Iterator[str]:
    lines = ", ".join(f"{line:,}" for line in priced.wrong[:most].tolist())
    more = f" and {len(priced.wrong) - most:,} more" if len(priced.wrong) > most else ""
    rows = "row" if len(priced.wrong) == 1 else "rows"
    yield f"{len(priced.wrong):,} {rows} cannot be priced, in line {lines}{more}."
    for reason in priced.reasons:
        yield f"{reason}."


def _rows(table: FileTable) -> tuple[Batch, int]:
    """Return the rows of a file but its empty lines, which are counted, and those of another number
    of values.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    batches = list(_within_memory(table))
    if not batches and not table.ragged:
        raise DataError(f"{table.name}: expected at least one row below the header, found none.")
    if not batches:
        return Batch(dict.fromkeys(table.columns, pa.array([], pa.string())), np.arange(0)), 0
    cells = pa.table(
        {
            name: pa.chunked_array([batch.columns[name] for batch in batches])
            for name in table.columns
        }
    )
    lines = np.concatenate([batch.lines for batch in batches])
    empty = np.ones(len(lines), bool)
    for column in cells.itercolumns():
        if not empty.any():
            break
        empty &= (
            pc.equal(column, "").to_numpy()
            if pa.types.is_string(column.type)
            else pc.is_null(column).to_numpy()
        )
    if empty.any():
        cells, lines = cells.filter(pa.array(~empty)), lines[~empty]
    columns = {name: cells.column(name) for name in table.columns}
    return Batch(columns, lines, batches[0].marks), int(np.count_nonzero(empty))


def _within_memory(table: FileTable) -> Iterator[Batch]:
    """Yield a file's rows, all of which are kept: what is packed may unpack to more than there is.

    Raises DataError.
    """
    left = MAX_UNPACKED_BYTES
    for batch in table.batches(table.columns):
        left -= sum(column.nbytes for column in batch.columns.values())
        if left < 0:
            raise DataError(
                f"{table.name}: expected at most {MAX_UNPACKED_BYTES // 2**20} MiB of trips, "
                "unpacked; price the file in parts."
            )
        yield batch


def _text(rows: Batch, table: FileTable, fares: pd.DataFrame) -> bytes:
    """Return a priced file as CSV; quotes stand where a cell would not be one without them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    separator, written = table.separator, [*rows.columns.values()]
    ragged_lines = np.array([one.line for one in table.ragged], np.int64)
    whole = ~np.isin(np.sort(np.concatenate([rows.lines, ragged_lines])), ragged_lines)
    for name in fares.columns:
        values = fares[name].to_numpy()[whole]
        written.append(pa.array(values, mask=np.isnan(values)))
    found = np.empty(len(whole), object)
    found[whole] = pc.binary_join_element_wise(
        *(_written(column, separator) for column in written), separator
    ).to_numpy(zero_copy_only=False)
    width = len(rows.columns)
    for place, one in zip(np.flatnonzero(~whole), sorted(table.ragged), strict=True):
        cells = _cells(one.text, separator)[:width]
        found[place] = _line([*cells, *[""] * (width - len(cells) + len(fares.columns))], separator)
    head = _line([*rows.columns, *fares.columns], separator)
    return "\n".join([head, *found.tolist(), ""]).encode()


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a value of more than 128 KiB
        return line.split(separator)


def _line(cells: list[str], separator: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="").writerow(cells)
    return text.getvalue()


def _written(column: Any, separator: str) -> Any:
    """Return the cells of a column as CSV has them, as Arrow's texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pc.fill_null(pc.cast(column, pa.string()), "")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # a list, say
        texts = pa.array(["" if one is None else str(one) for one in column.to_pylist()])
    unsafe = pc.match_substring_regex(texts, f'["\\r\\n\\{separator}]')
    if not pc.any(unsafe).as_py():
        return texts
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(unsafe, quoted, texts)
