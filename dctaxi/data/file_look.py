"""A first look at a file: its columns, its first rows, and what each column holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.data.cells import Cell, read_numbers, read_part, read_positions, time_format_of
from dctaxi.data.files import FileTable, Reading, addresses_of, open_table
from dctaxi.data.mapping import TIME_PARTS
from dctaxi.data.trips import shown_name
from dctaxi.errors import DataError
from dctaxi.records import ShouldStop, never_stop

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

_LOOKED_AT_ROWS = 2_000
_READ_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FileLook:
    """The first rows of the first file of a set, as texts, and what each column holds.

    ``rows`` are texts by column, at most as many as fit a preview; ``numeric`` are the columns that
    hold numbers for the most part, ``times`` the formats of those that hold times, ``positions``
    those that hold a latitude and a longitude together, and ``words`` those that hold the names of
    a part of a time, by that part.
    """

    name: str
    layout: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...]
    times: dict[str, str | None]
    positions: tuple[str, ...]
    words: dict[str, tuple[str, ...]]

    def texts(self, column: str) -> list[str]:
        """Return what stands in a column, from its first row on."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


def look_at(glob: str, workspace: Workspace, *, should_stop: ShouldStop = never_stop) -> FileLook:
    """Return the beginning of the first file behind a normalised glob.

    Raises ``DataError`` for what cannot be read or is no table, ``StoppedError`` where somebody
    asked to stop.
    """
    reading = Reading(workspace, should_stop)
    address = addresses_of(glob, reading)[0]
    with open_table(address, shown_name(address, workspace), reading) as table:
        return look_of(table)


def look_of(table: FileTable) -> FileLook:
    """Return the beginning of an open table. Raises ``DataError`` where it has no rows."""
    batch = next(table.batches(table.columns), None)
    if (batch is None or not len(batch.lines)) and table.ragged:
        first = table.ragged[0]
        raise DataError(
            f"{table.name}: expected {len(table.columns)} values in each row, as the first line "
            f"has, found {first.values} in line {first.line:,} and no row with as many; correct "
            "the first line."
        )
    none = DataError(f"{table.name}: expected at least one row below the header, found none.")
    if batch is None:
        raise none
    columns = {name: cells[:_LOOKED_AT_ROWS] for name, cells in batch.columns.items()}
    texts = {
        name: ["" if value is None else str(value) for value in cells.to_pylist()]
        for name, cells in columns.items()
    }
    if not any(text.strip() for cells in texts.values() for text in cells):
        raise none
    numeric: list[str] = []
    times: dict[str, str | None] = {}
    positions: list[str] = []
    words: dict[str, tuple[str, ...]] = {}
    for name, cells in columns.items():
        if _most(read_numbers(cells, batch.marks_of(name)).kinds):
            numeric.append(name)
        elif _is_time(cells):
            times[name] = None
        elif (time_format := time_format_of(texts[name][:200])) is not None:
            # Of the whole look, not only of its beginning: the 13th may come late in a month.
            times[name] = time_format_of(texts[name]) or time_format
        elif _most(read_positions(cells).kinds):
            positions.append(name)
        else:
            for part in TIME_PARTS:
                if _most(read_part(part, cells).kinds):
                    words[part] = (*words.get(part, ()), name)
    return FileLook(
        table.name, table.layout, table.columns, tuple(zip(*texts.values(), strict=True)),
        tuple(numeric), times, tuple(positions), words,
    )  # fmt: skip


def _is_time(cells: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_timestamp(cells.type) or pa.types.is_date(cells.type))


def _most(kinds: NDArray[np.uint8]) -> bool:
    """Tell whether most cells that hold something were read."""
    present = kinds[kinds != Cell.MISSING]
    return bool(len(present)) and float((present == Cell.NUMBER).mean()) > _READ_SHARE
