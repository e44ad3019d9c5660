"""A Parquet file, read by Arrow in batches: what its columns unpack to is known before they are.

Some bytes of such a file can stand for gigabytes: a long text that each row refers to, or pages of
zeros. So the headers of pages are read first, then the texts that rows refer to, and batches are as
short as these ask for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.data.files.csv_head import MAX_COLUMNS
from dctaxi.data.files.file_table import Batch, FileTable
from dctaxi.data.files.parquet_pages import pages_of
from dctaxi.data.files.text_stream import BLOCK_BYTES, MAX_BYTES, too_much_text
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_CELL_BYTES = 64 * 2**10
"""Of one text: the outline of a country fits."""

MAX_PAGES_BYTES = 256 * 2**20
"""Of the largest page of each column that is read, which are unpacked at once: usual are 1 MiB."""

MAX_DICTIONARY_BYTES = 32 * 2**20
"""Of the texts that rows of one column and row group refer to: usual is 1 MiB at most."""

_BATCH_ROWS = 2**18
_SPAN_GROUPS = 64
_PREFIXED_BYTES = 256 * 2**20
"""Of texts that may each be as long as a page, since they begin as those before them."""

_NESTED = "its columns of lists and of groups are not read"


class _Leaf(NamedTuple):
    """A column as the file keeps it: ``width`` is the bytes of each value, 0 for texts."""

    place: int
    path: str
    width: int


def parquet_table(content: bytes, name: str) -> FileTable:
    """Return the table of a whole file. Raises ``DataError`` for what is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = file.schema_arrow.names
        types = [file.schema_arrow.field(place).type for place in range(len(names))]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(name) from error
    if len(set(names)) < len(names) or len(names) > MAX_COLUMNS:
        raise DataError(
            f"{name}: expected up to {MAX_COLUMNS:,} columns of different names; rename them."
        )
    flat = tuple(
        one for one, kind in zip(names, types, strict=True) if not pa.types.is_nested(kind)
    )
    if not flat:
        raise DataError(f"{name}: expected columns of numbers or texts, found none of these.")
    layout = "Parquet" if len(flat) == len(names) else f"Parquet; {_NESTED}"
    return FileTable(name, flat, layout, ",", partial(_batches, content=content))


def _batches(table: FileTable, wanted: tuple[str, ...], *, content: bytes) -> Iterator[Batch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row, text_bytes = 1, 0
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        leaves = _leaves(file, wanted, table.name)
        texts = [leaf for leaf in leaves if not leaf.width]
        # The same file, of which texts come as numbers with the texts that these stand for.
        coded = (
            pq.ParquetFile(
                pa.BufferReader(content),
                metadata=file.metadata,
                read_dictionary=[leaf.path for leaf in texts],
            )
            if texts
            else file
        )
        for groups in _spans(file.metadata):
            rows = min(_rows_at_once(content, coded, one, leaves, table.name) for one in groups)
            for batch in file.iter_batches(rows, row_groups=groups, columns=list(wanted)):
                columns = {one: _unpacked(batch, one) for one in wanted}
                text_bytes += sum(columns[leaf.path].nbytes for leaf in texts)
                if text_bytes > MAX_BYTES:
                    raise too_much_text(table.name)
                for leaf in texts:
                    _check_cells(columns[leaf.path], leaf.path, table.name)
                yield Batch(columns, np.arange(row, row + batch.num_rows))
                row += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(table.name) from error


def _leaves(file: Any, wanted: Sequence[str], name: str) -> list[_Leaf]:
    """Return the columns that Arrow reads for some names: a name stands for all ``name.…`` too."""
    import pyarrow as pa

    found = []
    for place in range(file.metadata.num_columns):
        column = file.schema.column(place)
        if not any(column.path == one or column.path.startswith(f"{one}.") for one in wanted):
            continue
        if column.path not in wanted:
            raise DataError(
                f"{name}: expected columns that can be told apart, found {visible(column.path)!r} "
                "beside one of which the name begins so; rename one of them."
            )
        width = _WIDTHS.get(column.physical_type, 0) or max(column.length, 0)
        if pa.types.is_decimal(file.schema_arrow.field(column.path).type):
            width = _DECIMAL_BYTES
        if width > MAX_CELL_BYTES:
            raise _long_cell(column.path, width, name)
        found.append(_Leaf(place, column.path, width))
    return found


_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}
_DECIMAL_BYTES = 32


def _spans(metadata: Any) -> Iterator[list[int]]:
    """Yield row groups, small ones together."""
    groups: list[int] = []
    rows = 0
    for group in range(metadata.num_row_groups):
        groups.append(group)
        rows += metadata.row_group(group).num_rows
        if rows >= _BATCH_ROWS or len(groups) == _SPAN_GROUPS:
            yield groups
            groups, rows = [], 0
    if groups:
        yield groups


def _rows_at_once(
    content: bytes, coded: Any, group: int, leaves: Sequence[_Leaf], name: str
) -> int:
    """Return how many rows of a row group unpack to no more than a batch may hold."""
    described = coded.metadata.row_group(group)
    each = float(sum(leaf.width for leaf in leaves))
    largest = prefixed = 0
    looked_at = []
    for leaf in leaves:
        pages = list(pages_of(content, described.column(leaf.place)))
        size = max((page.size for page in pages), default=0)
        largest += size
        if leaf.width:
            continue
        each += max((page.size / page.values for page in pages if page.values), default=0)
        prefixed += size if any(page.prefixed for page in pages) else 0
        if any(page.dictionary for page in pages):
            looked_at.append(leaf.path)
            if (size := max(page.size for page in pages if page.dictionary)) > MAX_DICTIONARY_BYTES:
                raise _large("dictionary", MAX_DICTIONARY_BYTES, size, name)
    if largest > MAX_PAGES_BYTES:
        raise _large("page of each column together", MAX_PAGES_BYTES, largest, name)
    if looked_at and (first := next(coded.iter_batches(1, [group], looked_at), None)) is not None:
        for path in looked_at:
            column = first.column(first.schema.get_field_index(path))
            each += _check_cells(column, path, name)
    rows = min(_BATCH_ROWS, BLOCK_BYTES // max(each, 1), _PREFIXED_BYTES // max(prefixed, 1))
    return max(1, int(rows))


def _large(what: str, most: int, found: int, name: str) -> DataError:
    return DataError(
        f"{name}: expected at most {most // 2**20} MiB in the largest {what}, found "
        f"{found / 2**20:,.0f} MiB; save the file with the usual pages of 1 MiB, or with fewer "
        "columns."
    )


def _unpacked(batch: Any, name: str) -> Any:
    import pyarrow as pa

    column = batch.column(batch.schema.get_field_index(name))
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def _check_cells(texts: Any, column: str, name: str) -> int:
    """Return the bytes of the longest text. Raises ``DataError`` where that is too long."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(texts, pa.ExtensionArray):  # JSON, say
        texts = texts.storage
    if isinstance(texts, pa.DictionaryArray):
        texts = texts.dictionary
    longest: int = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > MAX_CELL_BYTES:
        raise _long_cell(column, longest, name)
    return longest


def _long_cell(column: str, found: int, name: str) -> DataError:
    return DataError(
        f"{name}: expected values of at most {MAX_CELL_BYTES // 2**10} KiB, found one of "
        f"{found / 2**10:,.0f} KiB in the column {visible(column)!r}; save the file without it."
    )


def _damaged(name: str) -> DataError:
    return DataError(f"{name}: expected a whole Parquet file, found a damaged one.")
