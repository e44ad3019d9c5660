"""Checks of a CSV file against the chapter's nine columns, before anything else reads it."""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.columns import (
    COLUMNS,
    DESTINATION,
    FEATURES,
    LABEL,
    ORIGIN,
    SCHEMA,
    Column,
    RefusedFileError,
    refusal,
)
from dctaxi.data.files import NUMBER, csv_body

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "COLUMNS",
    "FEATURES",
    "LABEL",
    "MAX_ROWS",
    "RefusedFileError",
    "check_csv",
    "looks_swapped",
]

MAX_ROWS = 5_000_000
"""Rows of one set: 360 MB as float64, which a laptop still holds together with its copies."""

# No place in the United States has a latitude or a longitude in the other's range.
_US_LATITUDES = (18.0, 72.0)
_US_LONGITUDES = (-180.0, -65.0)

# Nine short numbers without exponents: surely finite, and soon recognised.
_PLAIN_ROW = re.compile(r"(?:-?\d{1,9}(?:\.\d{1,18})?(?:,|$)){9}", re.ASCII)
_BLANK = " \t\r"
"""Around a number; ``str`` takes more for blank, such as 0x1c to 0x1f, which ``float`` refuses."""

_LETTER = re.compile(rb"[A-DF-Za-df-z]")  # of a number only the e of an exponent is one


def check_csv(content: bytes, name: str) -> NDArray[np.float64]:
    """Return the rows of a CSV file as ``[rows, 9]``.

    The numbers are those that pandas, and so kaen, reads. ``name`` is what messages call the file.
    Raises ``RefusedFileError`` (a ``DataError``) naming the line and column of the first error.
    """
    body = csv_body(content, name)
    rows = _numbers(body, name)
    if len(rows) > MAX_ROWS:
        raise refusal(
            name, f"expected at most {MAX_ROWS:,} rows, found {len(rows):,}; use a part of the file"
        )
    _check_ranges(rows, body, name)
    _check_positions(rows, name)
    return rows


def _numbers(body: bytes, name: str) -> NDArray[np.float64]:
    import pandas as pd

    if _LETTER.search(body):  # pandas would take True for 1, and inf and nan for numbers
        raise _first_bad_cell(body, name)
    try:
        rows = pd.read_csv(
            io.BytesIO(body),
            header=None,
            dtype=np.float64,
            na_filter=False,
            quoting=csv.QUOTE_NONE,
        ).to_numpy()
    except ValueError:  # some cell is no number; pandas says neither which nor where
        raise _first_bad_cell(body, name) from None
    if not np.isfinite(rows).all():
        raise _first_bad_cell(body, name)
    return np.ascontiguousarray(rows)


def _first_bad_cell(body: bytes, name: str) -> RefusedFileError:
    for row, line in enumerate(body.decode().split("\n")):
        if _PLAIN_ROW.fullmatch(line):
            continue
        for column, cell in zip(COLUMNS, line.split(","), strict=True):
            bare = cell.strip(_BLANK)
            if not (NUMBER.fullmatch(bare) and math.isfinite(float(bare))):
                problem = f"expected a number, found {_shown(cell)}; correct or remove the row"
                return refusal(name, problem, line=row + 2, column=column)
    return refusal(name, "expected numbers in plain notation, found something else")


def _shown(cell: str) -> str:
    bare = cell.strip(_BLANK)
    if not bare:
        return "an empty cell"
    if bare.lower() in {"nan", "null", "none", "na", "n/a", "<na>", "nat"}:
        return f"{bare}, a missing value"
    if NUMBER.fullmatch(bare) or bare.lower().lstrip("+-") in {"inf", "infinity"}:
        return f"{bare[:40]}, an infinite number"
    return f"the text {bare[:40]!r}"


def _cell(body: bytes, row: int, column: int) -> str:
    return body.splitlines()[row].split(b",")[column].decode().strip()


def _check_ranges(rows: NDArray[np.float64], body: bytes, name: str) -> None:
    bad = np.stack([_outside(rows[:, i], column) for i, column in enumerate(SCHEMA)], axis=1)
    if not bad.any():
        return
    row, position = divmod(int(np.argmax(bad)), len(SCHEMA))
    column = SCHEMA[position]
    more = int(bad[:, position].sum()) - 1
    raise refusal(
        name,
        f"expected {column.expected}, found {_cell(body, row, position)}"
        + (f" (and {more:,} more such cells)" if more else "")
        + "; correct or remove the row",
        line=row + 2,
        column=column.name,
    )


def _outside(values: NDArray[np.float64], column: Column) -> NDArray[np.bool_]:
    outside = (values < column.low) | (values > column.high)
    return outside | (values != np.floor(values)) if column.whole else outside


def looks_swapped(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell where ``[rows]`` positions are such of the United States with their parts exchanged."""
    (west, east), (south, north) = _US_LONGITUDES, _US_LATITUDES
    longitude_first = (latitudes >= west) & (latitudes <= east)
    return longitude_first & (longitudes >= south) & (longitudes <= north)


def _check_positions(rows: NDArray[np.float64], name: str) -> None:
    """Refuse swapped latitudes and longitudes, and the position (0, 0) that stands for none."""
    for latitude, longitude in (ORIGIN, DESTINATION):
        lat, lon = rows[:, latitude], rows[:, longitude]
        swapped = looks_swapped(lat, lon)
        missing = (lat == 0) & (lon == 0)
        if not (swapped | missing).any():
            continue
        row = int(np.argmax(swapped | missing))
        problem = (
            f"expected a latitude, found {lat[row]:g} beside the longitude {lon[row]:g}, "
            "which look swapped; exchange the two columns"
            if swapped[row]
            else "expected a position, found latitude 0 and longitude 0, which stand for a missing "
            "one; remove the row"
        )
        raise refusal(name, problem, line=row + 2, column=COLUMNS[latitude])
