"""The rows of a batch of trips read by a mapping: their numbers, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.data.cells import (
    Cell,
    Marks,
    read_numbers,
    read_part,
    read_positions,
    read_times,
)
from dctaxi.data.columns import SCHEMA, Column
from dctaxi.data.mapping import PLACES, TIME_PARTS, ColumnMapping, said
from dctaxi.data.open_cells import say_open_cells
from dctaxi.data.schema import looks_swapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dctaxi.data.files import Batch
    from dctaxi.data.problems import Problem, Problems

_COLUMN: dict[str, Column] = dict(zip(("fare", *PLACES, *TIME_PARTS), SCHEMA, strict=True))
_KINDS = (
    (Cell.MISSING, "nothing"),
    (Cell.TEXT, "text instead of a number"),
    (Cell.INFINITE, "an infinite number"),
)
_LARGEST = 1e100
"""Of a fare or a further column: the squares of their sums stay finite."""

_NO_POSITION = ((Cell.MISSING, "nothing"), (Cell.TEXT, "no position"))


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


class _Cells(NamedTuple):
    """What one column of a file says: columns of the rows, which rows have something there, and
    which have something wrong. ``seconds`` is the time since 1970 where it is a column of times.
    """

    column: str
    values: tuple[NDArray[np.float64], ...]
    present: NDArray[np.bool_]
    wrong: list[tuple[NDArray[np.bool_], str]]
    seconds: NDArray[np.float64] | None = None


def read_batch(
    batch: Batch, mapping: ColumnMapping, group: str | None, problems: Problems, *, fare: bool
) -> TripRows:
    """Return the rows of a batch and count what is wrong with them; blank lines are no rows."""
    lines = batch.lines
    rows = np.full((len(lines), len(mapping.columns)), np.nan)
    bad = np.zeros(len(lines), bool)
    blank = np.ones(len(lines), bool)
    found = [*_fare_and_places(batch, mapping, fare=fare), *_time_and_extras(batch, mapping)]
    places = iter(range(0 if fare else 1, rows.shape[1]))
    for cells in found:
        blank &= ~cells.present
        for values in cells.values:
            rows[:, next(places)] = values
    told = [cells.seconds for cells in found if cells.seconds is not None]
    seconds = told[0] if told else _sortable(rows, mapping)
    for cells in found:
        for where, words in cells.wrong:
            here = where & ~blank
            bad |= here
            problems.add(
                "error", cells.column, words, here, lines,
                partial(_cell_text, batch.columns[cells.column]),
            )  # fmt: skip
    bad |= _positions(rows, bad | blank, mapping, lines, problems)
    for cells in found:
        if cells.column == mapping.fare or cells.column in mapping.extras:
            marks = ".," if cells.column == mapping.fare else ","
            say_open_cells(batch, cells.column, cells.values[0], marks, problems)
    groups = None if group is None else _texts(batch.columns[group])
    if blank.any():
        kept = ~blank
        rows, bad, lines, seconds = rows[kept], bad[kept], lines[kept], seconds[kept]
        groups = None if groups is None else groups[kept]
    return TripRows(rows, bad, lines, seconds, groups, (), 0)


def _fare_and_places(batch: Batch, mapping: ColumnMapping, *, fare: bool) -> Iterator[_Cells]:
    if fare:
        yield _number("fare", mapping.fare, batch, mapping)
    for end in ("origin", "destination"):
        names = latitude, longitude = f"{end}_latitude", f"{end}_longitude"
        column = getattr(mapping, latitude)
        if column != getattr(mapping, longitude):
            yield from (_number(name, getattr(mapping, name), batch, mapping) for name in names)
            continue
        found = read_positions(batch.columns[column])
        values = found.latitude.values, found.longitude.values
        wrong = [(found.kinds == kind, f"{what} in {column!r}") for kind, what in _NO_POSITION]
        wrong += [
            limit
            for name, degrees in zip(names, values, strict=True)
            for limit in _beyond_limits(name, column, degrees, mapping)
        ]
        yield _Cells(column, values, found.kinds != Cell.MISSING, wrong)


def _time_and_extras(batch: Batch, mapping: ColumnMapping) -> Iterator[_Cells]:
    if mapping.time is not None:
        clock = None if mapping.time_of_day is None else batch.columns[mapping.time_of_day]
        times = read_times(batch.columns[mapping.time], mapping.time_format, clock)
        wrong = [(~times.valid, f"no time in {mapping.time!r}")]
        yield _Cells(mapping.time, times.parts, times.valid, wrong, times.seconds)
    for part in mapping.time_parts:
        yield _number(part, getattr(mapping, part), batch, mapping)
    for extra in mapping.extras:
        yield _number("", extra, batch, mapping)


def _number(name: str, column: str, batch: Batch, mapping: ColumnMapping) -> _Cells:
    """Read a column of numbers; ``name`` is the part of a trip that it is, none for an extra."""
    cells = batch.columns[column]
    marks = Marks.DEGREES if name in PLACES else batch.marks_of(column)
    read = (
        read_part(name, cells, first_day=mapping.first_day, marks=marks)
        if name in TIME_PARTS
        else read_numbers(cells, marks)
    )
    wrong = [(read.kinds == kind, f"{words} in {column!r}") for kind, words in _KINDS]
    wrong += _beyond_limits(name, column, read.values, mapping)
    return _Cells(column, (read.values,), read.kinds != Cell.MISSING, wrong)


def _beyond_limits(
    name: str, column: str, values: NDArray[np.float64], mapping: ColumnMapping
) -> Iterator[tuple[NDArray[np.bool_], str]]:
    """Yield which values a part of a trip cannot have, and what was expected."""
    limits = _COLUMN.get(name)
    if name in ("", "fare"):
        yield np.abs(values) > _LARGEST, f"a number beyond {_LARGEST:g} in {column!r}"
    elif name == "year":
        fraction = (values != np.floor(values)) & ~np.isnan(values)
        yield fraction, f"no whole year in {column!r}"
    elif limits is not None:
        yield _beyond(values, limits), f"no {_expected(name, mapping)} in {column!r}"


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
