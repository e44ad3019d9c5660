"""Trips to be priced: a table's columns as numbers, and which rows cannot be priced, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from dctaxi.data import COLUMNS, DESTINATION, ORIGIN, SCHEMA
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import Column

_SHOWN: Final = 40
"""Characters of a wrong cell in a sentence."""


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips ``[rows, columns]``: the fare's column is 0, what cannot be priced has a NaN.

    ``wrong`` has, in the order of the rows, each row (from 0) that cannot be priced and why.
    """

    rows: NDArray[np.float64]
    wrong: tuple[tuple[int, str], ...]


def trips_of(frame: pd.DataFrame) -> Trips:
    """Return the trips of a table that names its columns as the training data do.

    Each cell is checked as those of training data are: a number in its column's range, and no
    position of latitude 0 and longitude 0. Further columns are not looked at. Raises DataError for
    a column that is missing.
    """
    missing = [column.name for column in SCHEMA[1:] if column.name not in frame.columns]
    if missing:
        raise DataError(
            f"Expected the columns {', '.join(COLUMNS[1:])}, but {missing[0]} is missing; found "
            f"{visible(', '.join(map(str, frame.columns[:20])), 400)}."
        )
    rows = np.zeros((len(frame), len(COLUMNS)))
    reasons: dict[int, str] = {}
    for place, column in enumerate(SCHEMA[1:], start=1):
        cells = frame[column.name]
        values = _numbers(cells)
        bad = ~_fits(values, column)
        rows[:, place] = np.where(bad, np.nan, values)
        for row in np.flatnonzero(bad).tolist():
            reasons.setdefault(row, f"{column.name}: expected {column.expected}, found "
                                    f"{_cell(cells.iloc[row])}")  # fmt: skip
    for latitude, longitude in (ORIGIN, DESTINATION):
        nowhere = (rows[:, latitude] == 0) & (rows[:, longitude] == 0)
        rows[nowhere, latitude] = np.nan
        for row in np.flatnonzero(nowhere).tolist():
            reasons.setdefault(
                row,
                f"{COLUMNS[latitude]}: expected a position, found latitude 0 and longitude 0, "
                "which stand for a missing one",
            )
    return Trips(rows, tuple(sorted(reasons.items())))


def _numbers(cells: pd.Series) -> NDArray[np.float64]:
    import pandas as pd

    values = cells if pd.api.types.is_numeric_dtype(cells) else pd.to_numeric(cells, "coerce")
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def _fits(values: NDArray[np.float64], column: Column) -> NDArray[np.bool_]:
    fits = (values >= column.low) & (values <= column.high)  # a NaN is neither
    return fits & (values == np.floor(values)) if column.whole else fits


def _cell(cell: object) -> str:
    text = visible(cell, _SHOWN)
    missing = cell is None or text in {"", "nan", "<NA>", "None"}
    return "an empty cell" if missing else repr(text) if isinstance(cell, str) else text
