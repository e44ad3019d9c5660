"""Files of trips read by a mapping: every row, what is wrong with it, and when it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.cells import Cell, read_numbers
from dctaxi.data.columns import SCHEMA, Column
from dctaxi.data.files import Batch, FileTable, addresses_of, open_table
from dctaxi.data.mapping import PLACES, TIME_PARTS, ColumnMapping, said
from dctaxi.data.problems import Problem, Problems
from dctaxi.data.schema import MAX_ROWS, looks_swapped
from dctaxi.data.times import read_times
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from dctaxi.data.files import Reading
    from dctaxi.workspace import Workspace

_COLUMN: dict[str, Column] = dict(zip(("fare", *PLACES, *TIME_PARTS), SCHEMA, strict=True))
_KINDS = {
    Cell.MISSING: "nothing",
    Cell.TEXT: "text instead of a number",
    Cell.INFINITE: "an infinite number",
}


@dataclass(frozen=True, eq=False)
class TripRows:
    """The rows of one set, in the order of the file, those that cannot be used among them.

    ``rows`` is ``[rows, columns]`` as ``mapping.columns`` names them, NaN where ``bad`` ``[rows]``
    says that there is nothing to use. ``seconds`` ``[rows]`` is the time since 1970, or
    what sorts like it, NaN without one. ``groups`` are the texts of a further column, if asked for.
    """

    rows: NDArray[np.float64]
    bad: NDArray[np.bool_]
    lines: NDArray[np.int64]
    seconds: NDArray[np.float64]
    groups: NDArray[np.object_] | None
    problems: tuple[Problem, ...]
    ragged: int

    @property
    def total(self) -> int:
        """Rows of the files, lines that are no rows included."""
        return len(self.rows) + self.ragged


def read_trips(
    glob: str,
    mapping: ColumnMapping,
    reading: Reading,
    *,
    group: str | None = None,
    fare: bool = True,
) -> TripRows:
    """Read the files behind a normalised glob, one after another.

    ``group`` names a column that is read as text. Without ``fare`` the fare's column may be
    missing, and what stands there is no error. Raises ``DataError`` for a file that is no table or
    lacks a column.
    """
    parts: list[TripRows] = []
    total = 0
    for address in addresses_of(glob, reading):
        name = shown_name(address, reading.workspace)
        with open_table(address, name, reading) as table:
            for part in _parts(table, mapping, group, fare=fare):
                total += part.total
                if total > MAX_ROWS:
                    raise DataError(
                        f"Expected at most {MAX_ROWS:,} rows in one set, {name} goes beyond; use a "
                        "part of it."
                    )
                parts.append(part)
    if not total:
        raise DataError(f"{glob}: expected at least one row below the header, found none.")
    return _joined(parts, group)


def trips_of_frame(frame: pd.DataFrame, mapping: ColumnMapping, *, fare: bool = True) -> TripRows:
    """Read the trips of a table in memory as :func:`read_trips` reads those of a file.

    Its rows are the lines from 1.
    """
    names = [name for name in mapping.names if fare or name != mapping.fare]
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        raise DataError(f"The table lacks the column {lacking[0]!r}; add it, or map another one.")
    twice = frame.columns[frame.columns.duplicated()].intersection(names)
    if len(twice):
        raise DataError(f"The table has the column {twice[0]!r} twice; rename one of them.")
    columns = {name: _in_memory(frame[name]) for name in names}
    return trips_of_batch(Batch(columns, np.arange(1, 1 + len(frame))), mapping, fare=fare)


def trips_of_batch(batch: Batch, mapping: ColumnMapping, *, fare: bool = True) -> TripRows:
    """Read the trips of rows of a file that are in memory already."""
    problems = Problems("The table")
    return _joined([_read_batch(batch, mapping, None, problems, fare=fare)], None, problems)


def _in_memory(column: pd.Series[Any]) -> pa.Array:
    """Return a column as Arrow has it; one that mixes numbers and text as the text of each."""
    import pyarrow as pa  # half a second, which what only asks for a name need not wait for

    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array(column.where(column.isna(), column.map(str)), from_pandas=True)


def shown_name(address: str, workspace: Workspace) -> str:
    """Return the path of a local file, of an upload the bare name, else the whole address."""
    path = address.removeprefix("file://")
    uploads = (workspace.root / "uploads").absolute().as_posix()
    return path.rpartition("/")[2] if path.startswith(f"{uploads}/") else path


def _parts(
    table: FileTable, mapping: ColumnMapping, group: str | None, *, fare: bool
) -> Iterator[TripRows]:
    fare = fare or mapping.fare in table.columns
    wanted = [name for name in mapping.names if fare or name != mapping.fare]
    problems = Problems(table.name)
    last: TripRows | None = None
    for batch in table.batches([*wanted, *([] if group is None else [group])]):
        if last is not None:
            yield last
        last = _read_batch(batch, mapping, group, problems, fare=fare)
    problems.add_ragged(table.ragged, len(table.columns))
    if last is None and table.ragged:
        import pyarrow as pa

        none = {name: pa.array([], pa.string()) for name in (*wanted, *([group] if group else []))}
        last = _read_batch(Batch(none, np.arange(0)), mapping, group, problems, fare=fare)
    if last is not None:
        yield _with_problems(last, problems, len(table.ragged))


def _with_problems(part: TripRows, problems: Problems, ragged: int) -> TripRows:
    return TripRows(
        part.rows, part.bad, part.lines, part.seconds, part.groups, problems.listed(), ragged
    )


def _joined(parts: list[TripRows], group: str | None, problems: Problems | None = None) -> TripRows:
    return TripRows(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.bad for part in parts]),
        np.concatenate([part.lines for part in parts]),
        np.concatenate([part.seconds for part in parts]),
        None if group is None else np.concatenate([part.groups for part in parts]),
        problems.listed() if problems else tuple(one for part in parts for one in part.problems),
        sum(part.ragged for part in parts),
    )


def _read_batch(
    batch: Batch, mapping: ColumnMapping, group: str | None, problems: Problems, *, fare: bool
) -> TripRows:
    """Return the rows of a batch and count what is wrong with them; blank lines are no rows."""
    columns, lines = batch.columns, batch.lines
    rows = np.full((len(lines), len(mapping.columns)), np.nan)
    bad = np.zeros(len(lines), bool)
    blank = np.ones(len(lines), bool)
    named = [("fare", mapping.fare)] if fare else []
    named += [(place, getattr(mapping, place)) for place in PLACES]
    named += [(part, getattr(mapping, part)) for part in mapping.time_parts]
    named += [("", extra) for extra in mapping.extras]
    places = iter(range(0 if fare else 1, rows.shape[1]))
    seconds = np.full(len(lines), np.nan)
    pending = []

    def numbers(name: str, column: str) -> None:
        read = read_numbers(columns[column], decimal_comma=batch.decimal_comma)
        values = read.values
        if name == "day_of_week" and mapping.first_day == 0:
            values = values + 1
        blank[read.kinds != Cell.MISSING] = False
        wrong = [(read.kinds == kind, f"{words} in {column!r}") for kind, words in _KINDS.items()]
        limits = _COLUMN.get(name)
        if limits is not None and name not in ("fare", "year"):
            wrong.append((_beyond(values, limits), f"no {_expected(name, mapping)} in {column!r}"))
        elif name == "year":
            fraction = (values != np.floor(values)) & ~np.isnan(values)
            wrong.append((fraction, f"no whole year in {column!r}"))
        pending.append((column, wrong))
        rows[:, next(places)] = values

    for name, column in named[: 5 if fare else 4]:
        numbers(name, column)
    if mapping.time is not None:
        clock = None if mapping.time_of_day is None else columns[mapping.time_of_day]
        times = read_times(columns[mapping.time], mapping.time_format, clock)
        for part in times.parts:
            rows[:, next(places)] = part
        seconds = times.seconds
        blank[times.valid] = False
        pending.append((mapping.time, [(~times.valid, f"no time in {mapping.time!r}")]))
    for name, column in named[5 if fare else 4 :]:
        numbers(name, column)
    if mapping.time is None:
        seconds = _sortable(rows, mapping)
    for column, wrong in pending:
        for where, words in wrong:
            here = where & ~blank
            bad |= here
            problems.add(
                "error", column, words, here, lines,
                partial(_cell_text, columns[column]),
            )  # fmt: skip
    bad |= _positions(rows, bad | blank, mapping, lines, problems)
    groups = None if group is None else _texts(batch.columns[group])
    if blank.any():
        kept = ~blank
        rows, bad, lines, seconds = rows[kept], bad[kept], lines[kept], seconds[kept]
        groups = None if groups is None else groups[kept]
    return TripRows(rows, bad, lines, seconds, groups, (), 0)


def _cell_text(cells: Any, row: int) -> str:
    value = cells[row].as_py()
    return "" if value is None else str(value)


def _position_text(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64], row: int
) -> str:
    return f"{latitudes[row]:g}/{longitudes[row]:g}"


def _texts(cells: Any) -> NDArray[np.object_]:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pc.fill_null(pc.cast(cells, pa.string()), "")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # a list, say
        return np.array([str(value) for value in cells.to_pylist()], dtype=object)
    found: NDArray[np.object_] = pc.utf8_trim_whitespace(texts).to_numpy(zero_copy_only=False)
    return found


def _beyond(values: NDArray[np.float64], limits: Column) -> NDArray[np.bool_]:
    outside = (values < limits.low) | (values > limits.high)
    return outside | (values != np.floor(values)) & ~np.isnan(values) if limits.whole else outside


def _expected(name: str, mapping: ColumnMapping) -> str:
    if name == "day_of_week":
        return f"day of the week from {mapping.first_day} to {mapping.first_day + 6}"
    if name.endswith("tude"):
        return _COLUMN[name].expected.removeprefix("a ")
    return f"{said(name).lower()} from {_COLUMN[name].low:g} to {_COLUMN[name].high:g}"


def _positions(
    rows: NDArray[np.float64],
    known: NDArray[np.bool_],
    mapping: ColumnMapping,
    lines: NDArray[np.int64],
    problems: Problems,
) -> NDArray[np.bool_]:
    """Count positions of 0/0 and swapped ones; return the rows of both."""
    found = np.zeros(len(rows), bool)
    for end, lat, lon in (("origin", 1, 2), ("destination", 3, 4)):
        column = getattr(mapping, f"{end}_latitude")
        missing = (rows[:, lat] == 0) & (rows[:, lon] == 0) & ~known
        swapped = looks_swapped(rows[:, lat], rows[:, lon]) & ~known
        said_of = f"a position of 0/0, which stands for none, as {end}"
        problems.add("error", column, said_of, missing, lines, lambda _: "")
        said_of = f"latitude and longitude swapped in the {end}"
        problems.add(
            "error", column, said_of, swapped, lines,
            partial(_position_text, rows[:, lat], rows[:, lon]),
        )  # fmt: skip
        found |= missing | swapped
    return found


def _sortable(rows: NDArray[np.float64], mapping: ColumnMapping) -> NDArray[np.float64]:
    """Return what sorts trips by what parts say of their time, as well as these tell."""
    if mapping.year is None:
        return np.full(len(rows), np.nan)
    first = 5
    parts = {part: rows[:, first + i] for i, part in enumerate(mapping.time_parts)}
    months = parts["year"] * 12 + parts.get("month", np.ones(len(rows)))
    return months * 31 * 86_400
