"""Trips to be priced: a table's columns as the model's data name them, checked as those were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data import (
    ColumnMapping,
    Problems,
    TripSource,
    schema_mapping,
    source_from_json,
    trips_of_batch,
    trips_of_frame,
)
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import Batch, DataSource, FileTable, TripRows


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips ``[rows, columns]``: the fare's column is 0, a row that cannot be priced has a NaN.

    ``wrong`` are the lines of those rows, ``reasons`` says in how many of them what is wrong.
    """

    rows: NDArray[np.float64]
    wrong: NDArray[np.int64]
    reasons: tuple[str, ...]


def trips_of(frame: pd.DataFrame, columns: tuple[str, ...], source: Mapping[str, Any]) -> Trips:
    """Return the trips of a table that names its columns as the files of a source, or as its rows.

    ``columns`` are those of the rows, the fare first; ``source`` is as its ``to_json`` has it. Each
    cell is checked as those of training data are. Further columns are not looked at; rows are
    counted from 1. Raises DataError for a column that is missing.
    """
    mapping = _mapping(tuple(map(str, frame.columns)), columns, source_from_json(source))
    read = trips_of_frame(frame, mapping, fare=False)
    return _trips(read, np.arange(1, 1 + len(frame)), columns)


def trips_of_file(
    batch: Batch, table: FileTable, columns: tuple[str, ...], source: Mapping[str, Any]
) -> Trips:
    """Return the trips of a file that was read as :func:`trips_of` those of a table.

    ``batch`` has all of its rows; lines of another number of values have a place among them, and
    cannot be priced.
    """
    mapping = _mapping(tuple(batch.columns), columns, source_from_json(source))
    ragged = np.array([one.line for one in table.ragged], np.int64)
    lines = np.sort(np.concatenate([batch.lines, ragged]))
    found = _trips(trips_of_batch(batch, mapping, fare=False), lines, columns, len(ragged))
    problems = Problems(table.name)
    problems.add_ragged(table.ragged, len(table.columns))
    of_lines = tuple(problem.sentence for problem in problems.listed())
    return Trips(found.rows, found.wrong, (*of_lines, *found.reasons))


def _trips(
    read: TripRows, lines: NDArray[np.int64], columns: tuple[str, ...], ragged: int = 0
) -> Trips:
    """Give every line its trip, also those that have none, of which ``ragged`` are known."""
    rows = np.full((len(lines), len(columns)), np.nan)
    rows[np.searchsorted(lines, read.lines)] = np.where(read.bad[:, None], np.nan, read.rows)
    rows[:, 0] = 0.0
    wrong = lines[~np.isfinite(rows).all(axis=1)]
    blank = len(lines) - len(read.rows) - ragged
    reasons = [one.sentence for one in read.problems if one.severity == "error"]
    if blank:
        reasons += [f"{blank:,} row{'' if blank == 1 else 's'} with nothing in them"]
    return Trips(rows, wrong, tuple(reasons))


def _mapping(found: tuple[str, ...], columns: tuple[str, ...], source: DataSource) -> ColumnMapping:
    """Return how the table's columns are found: as the source's files have them, or its rows."""
    known = [schema_mapping(columns)]
    if isinstance(source, TripSource):
        known.insert(0, source.mapping)
    lacking = []
    for mapping in known:
        missing = [name for name in mapping.names if name != mapping.fare and name not in found]
        if not missing:
            return mapping
        lacking.append((mapping, missing))
    mapping, missing = min(lacking, key=lambda one: len(one[1]))
    wanted = ", ".join(name for name in mapping.names if name != mapping.fare)
    raise DataError(
        f"Expected the columns {visible(wanted, 600)}, but {visible(missing[0], 60)} is missing; "
        f"found {visible(', '.join(found[:20]), 400)}."
    )
