"""Rules: what a data set expects of its trips. A trip that breaks one can be, and only stands out.

Errors are another matter: a cell that is no number, or a latitude of 95 degrees (`problems.py`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.columns import DESTINATION, FARE_MAX_USD, FARE_MIN_USD, ORIGIN
from dctaxi.data.mapping import SCHEMA_NAMES
from dctaxi.errors import DataError
from dctaxi.structure import fields_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MILES_PER_DEGREE = 69.1
"""Of latitude, on the Earth's mean radius."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Closed ranges that trips should lie in; None for no limit.

    Fares in the data's currency, degrees for the box, and ``reach_miles`` for how far a place may
    lie from the middle (the median) of all places, which suits any city.
    Raises ``DataError`` for a range that nothing lies in.
    """

    fare_min: float | None = 0.0
    fare_max: float | None = None
    year_min: int | None = 1990
    year_max: int | None = 2100
    south: float | None = None
    north: float | None = None
    west: float | None = None
    east: float | None = None
    reach_miles: float | None = 200.0

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (number and math.isfinite(value)):
                raise DataError(
                    f"Rule {field.name.replace('_', ' ')}: expected a number or nothing, found "
                    f"{value!r}."
                )
        for low, high in (("fare_min", "fare_max"), ("year_min", "year_max"),
                          ("south", "north"), ("west", "east")):  # fmt: skip
            first, last = getattr(self, low), getattr(self, high)
            if first is not None and last is not None and first > last:
                raise DataError(
                    f"Rules: expected {low.replace('_', ' ')} up to {high.replace('_', ' ')}, "
                    f"found {first:g} above {last:g}; exchange them."
                )

    def to_json(self) -> dict[str, Any]:
        """Return the rules as plain JSON values, without what is at its default."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }


ANY_CITY = Rules()
WASHINGTON = Rules(
    FARE_MIN_USD, FARE_MAX_USD, 2000, 2100, 38.79, 39.00, -77.12, -76.90, reach_miles=None
)
"""The chapter's: the book's clean-up of fares, and Washington's box, rounded outwards."""

RULE_PRESETS = {"Any city": ANY_CITY, "Washington, DC (the chapter's)": WASHINGTON}


def rules_from_json(obj: object) -> Rules:
    """Make the rules that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    types: dict[str, object] = {f.name: float | None for f in dataclasses.fields(Rules)}
    types |= {"year_min": int | None, "year_max": int | None}
    return Rules(**fields_of(obj, Rules, DataError, path="rules", types=types))


def rules_for(rows: NDArray[np.float64]) -> Rules:
    """Return the rules for trips ``[rows, columns]`` whose owner chose none.

    Washington's where more than half of them begin there, else those of any city.
    """
    box = WASHINGTON
    there = ~(_outside(rows[:, ORIGIN[0]], box.south, box.north)
              | _outside(rows[:, ORIGIN[1]], box.west, box.east))  # fmt: skip
    return WASHINGTON if len(rows) and there.mean() > 0.5 else ANY_CITY


@dataclass(frozen=True, slots=True, eq=False)
class Broken:
    """Which rows ``[rows]`` break a rule, the column where it shows, and what is ``said`` of them:
    "a fare below 0".
    """

    column: str
    said: str
    rows: NDArray[np.bool_]


def broken(rules: Rules, rows: NDArray[np.float64], columns: tuple[str, ...]) -> Iterator[Broken]:
    """Yield each rule that some of ``rows`` ``[rows, columns]`` break; the fare is column 0."""
    if not len(rows):
        return
    fares = rows[:, 0]
    low, high = rules.fare_min, rules.fare_max
    said = f"a fare {_beyond(low, high, 'below', 'above')}"
    yield from _found("fare", said, _outside(fares, low, high))
    lats, lons = rows[:, [ORIGIN[0], DESTINATION[0]]], rows[:, [ORIGIN[1], DESTINATION[1]]]
    away = _outside(lats, rules.south, rules.north) | _outside(lons, rules.west, rules.east)
    yield from _found("origin_latitude", f"an end outside of {_area(rules)}", away.any(axis=1))
    if rules.reach_miles is not None:
        middle = float(np.nanmedian(lats)), float(np.nanmedian(lons))
        away = _far(lats, lons, middle, rules.reach_miles)
        far = away.any(axis=1)
        turned = np.zeros(len(rows), bool)
        exchanged = _far(lons[far], lats[far], middle, rules.reach_miles)
        turned[far] = ~(away[far] & exchanged).any(axis=1)
        said = "latitude and longitude exchanged (the other way round they are near the others)"
        yield from _found("origin_latitude", said, turned)
        said = f"an end more than {rules.reach_miles:g} miles from the middle of all trips"
        yield from _found("origin_latitude", said, far & ~turned)
    year = SCHEMA_NAMES["year"]
    if year in columns:
        low, high = rules.year_min, rules.year_max
        outside = _outside(rows[:, columns.index(year)], low, high)
        yield from _found("year", f"a year {_beyond(low, high, 'before', 'after')}", outside)


def _area(rules: Rules) -> str:
    sides = (rules.south, rules.north, rules.west, rules.east)
    if sides == (WASHINGTON.south, WASHINGTON.north, WASHINGTON.west, WASHINGTON.east):
        return "Washington, DC"
    spans = (("latitudes", *sides[:2]), ("longitudes", *sides[2:]))
    return " and ".join(
        " ".join((name, *([] if low is None else [f"from {low:g}"]),
                  *([] if high is None else [f"up to {high:g}"])))
        for name, low, high in spans
        if low is not None or high is not None
    )  # fmt: skip


def _far(
    lats: NDArray[np.float64],
    lons: NDArray[np.float64],
    middle: tuple[float, float],
    miles: float,
) -> NDArray[np.bool_]:
    north = (lats - middle[0]) * _MILES_PER_DEGREE
    east = (lons - middle[1]) * _MILES_PER_DEGREE * math.cos(math.radians(middle[0]))
    return np.hypot(north, east) > miles


def _outside(
    values: NDArray[np.float64], low: float | None, high: float | None
) -> NDArray[np.bool_]:
    outside = np.zeros(values.shape, bool)
    if low is not None:
        outside |= values < low
    if high is not None:
        outside |= values > high
    return outside


def _beyond(low: float | None, high: float | None, below: str, above: str) -> str:
    ways = ((below, low), (above, high))
    return " or ".join(f"{word} {limit:g}" for word, limit in ways if limit is not None)


def _found(name: str, said: str, rows: Any) -> Iterator[Broken]:
    if rows.any():
        yield Broken(SCHEMA_NAMES[name], said, rows)
