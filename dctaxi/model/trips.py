"""Trips to be priced: a table's columns as the model's data name them, checked as those were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data import (
    ColumnMapping,
    TripSource,
    schema_mapping,
    source_from_json,
    trips_of_frame,
)
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import DataSource


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips ``[rows, columns]``: the fare's column is 0, a row that cannot be priced has a NaN.

    ``wrong`` are the lines of those rows, ``reasons`` says in how many of them what is wrong.
    """

    rows: NDArray[np.float64]
    wrong: NDArray[np.int64]
    reasons: tuple[str, ...]


def trips_of(
    frame: pd.DataFrame,
    columns: tuple[str, ...],
    source: Mapping[str, Any],
    *,
    first_line: int = 1,
) -> Trips:
    """Return the trips of a table that names its columns as the files of a source, or as its rows.

    ``columns`` are those of the rows, the fare first; ``source`` is as its ``to_json`` has it. Each
    cell is checked as those of training data are. Further columns are not looked at; rows are
    counted from ``first_line``. Raises DataError for a column that is missing.
    """
    mapping = _mapping(frame, columns, source_from_json(source))
    read = trips_of_frame(frame, mapping, fare=False, first_line=first_line)
    rows = np.full((len(frame), len(columns)), np.nan)
    rows[read.lines - first_line] = np.where(read.bad[:, None], np.nan, read.rows)
    rows[:, 0] = 0.0
    wrong = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    blank = len(frame) - len(read.rows)
    reasons = [problem.sentence for problem in read.problems]
    reasons += [f"{blank:,} rows with nothing in them"] if blank else []
    return Trips(rows, wrong + first_line, tuple(reasons))


def _mapping(frame: pd.DataFrame, columns: tuple[str, ...], source: DataSource) -> ColumnMapping:
    """Return how the table's columns are found: as the source's files have them, or its rows."""
    known = [schema_mapping(columns)]
    if isinstance(source, TripSource):
        known.insert(0, source.mapping)
    lacking = []
    for mapping in known:
        missing = [
            name for name in mapping.names if name != mapping.fare and name not in frame.columns
        ]
        if not missing:
            return mapping
        lacking.append((mapping, missing))
    mapping, missing = min(lacking, key=lambda one: len(one[1]))
    wanted = ", ".join(name for name in mapping.names if name != mapping.fare)
    raise DataError(
        f"Expected the columns {visible(wanted, 600)}, but {visible(missing[0], 60)} is missing; "
        f"found {visible(', '.join(map(str, frame.columns[:20])), 400)}."
    )
