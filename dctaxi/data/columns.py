"""The nine columns of the chapter's CSV files, what each can hold, and how a finding is worded."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from dctaxi.errors import DataError


class Column(NamedTuple):
    """One column: its name and the closed range of values it can hold.

    ``whole`` asks for whole numbers; ``expected`` says the range in words.
    """

    name: str
    low: float
    high: float
    expected: str
    whole: bool = False


_LATITUDE = (-90.0, 90.0, "a latitude from -90 to 90 degrees")
_LONGITUDE = (-180.0, 180.0, "a longitude from -180 to 180 degrees")

FARE_MIN_USD, FARE_MAX_USD = 3.25, 180.0
"""The book's clean-up keeps fares in this range: Washington's meter starts at the first, and what
lies above the second is a mistyped amount. A rule (`rules.py`): other fares can be."""

SCHEMA: tuple[Column, ...] = (
    Column("fareamount_double", -math.inf, math.inf, "a fare"),
    Column("origin_block_latitude_double", *_LATITUDE),
    Column("origin_block_longitude_double", *_LONGITUDE),
    Column("destination_block_latitude_double", *_LATITUDE),
    Column("destination_block_longitude_double", *_LONGITUDE),
    Column("year_integer", 1, 9999, "a year", whole=True),
    Column("month_integer", 1, 12, "a whole number from 1 to 12", whole=True),
    Column("dow_integer", 1, 7, "a day of the week from 1 (Sunday) to 7 (Saturday)", whole=True),
    Column("hour_integer", 0, 23, "a whole number from 0 to 23", whole=True),
)

COLUMNS: tuple[str, ...] = tuple(column.name for column in SCHEMA)
LABEL: str = COLUMNS[0]
FEATURES: tuple[str, ...] = COLUMNS[1:]

ORIGIN = (1, 2)
DESTINATION = (3, 4)
"""Positions in a row of the (latitude, longitude) pairs, in degrees (WGS84)."""


class Finding(NamedTuple):
    """One thing to know about a file or a set: ``message`` is a whole sentence for the user.

    ``line`` counts from 1 as an editor does, the header included. An ``error`` keeps the data from
    being used; a ``warning`` says what the data mean for the search.
    """

    severity: Literal["error", "warning"]
    file: str
    line: int | None
    column: str | None
    message: str


class RefusedFileError(DataError):
    """A file that cannot be used, with the place of the first error."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def refusal(
    file: str, problem: str, *, line: int | None = None, column: str | None = None
) -> RefusedFileError:
    """Make the error whose sentence starts with the place and goes on with the problem."""
    place = file
    if line is not None:
        place += f", line {line}"
    if column is not None:
        place += f", column {column}"
    return RefusedFileError(Finding("error", file, line, column, f"{place}: {problem}."))
