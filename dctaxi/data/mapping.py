"""Which column of a file is what: the fare, both ends of the trip, its time, further features."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.data.columns import COLUMNS
from dctaxi.errors import DataError
from dctaxi.structure import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES = ("origin_latitude", "origin_longitude", "destination_latitude", "destination_longitude")
TIME_PARTS = ("year", "month", "day_of_week", "hour")

SCHEMA_NAMES: Mapping[str, str] = dict(zip(("fare", *PLACES, *TIME_PARTS), COLUMNS, strict=True))
"""What the rows of a data set call each part of a trip: the chapter's names, whatever the file's
are."""

UNSEEN = {"places": PLACES, "time": TIME_PARTS}
"""What may be kept from the network together."""

MAX_FEATURES = 32
"""The most inputs of a network: places, time, further columns and the distance together."""

_TEXTS = ("fare", *PLACES, "time", "time_of_day", *TIME_PARTS)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The file's names of the columns that are read; all others are ignored.

    A column that holds whole positions is both the latitude and the longitude of its end.
    The time is one timestamp, ``time`` in ``time_format`` (of ``times.FORMATS``), or up to four
    parts, or neither. Where ``time`` has only days, ``time_of_day`` may have the rest, and the
    format is that of both with a blank between them. ``first_day`` is the number that the file's
    ``day_of_week`` begins with, 0 or 1. ``extras`` are further numeric columns that the network
    sees, in this order. ``unseen`` names parts of the trip, of ``PLACES`` and ``TIME_PARTS``, that
    it does not see.
    Raises ``DataError`` for a mapping that cannot be.
    """

    fare: str
    origin_latitude: str
    origin_longitude: str
    destination_latitude: str
    destination_longitude: str
    time: str | None = None
    time_of_day: str | None = None
    time_format: str | None = None
    year: str | None = None
    month: str | None = None
    day_of_week: str | None = None
    hour: str | None = None
    first_day: int = 1
    extras: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "extras", tuple(self.extras))
        object.__setattr__(self, "unseen", tuple(sorted({*self.unseen}, key=_order)))
        for name in _TEXTS:
            value = getattr(self, name)
            if value is None and name not in ("fare", *PLACES):
                continue
            if not isinstance(value, str) or not value:
                raise DataError(f"{said(name)}: expected the name of a column, found {value!r}.")
        if not all(isinstance(extra, str) and extra for extra in self.extras):
            raise DataError("Further features: expected names of columns, found something else.")
        for name in self.unseen:
            if name not in (*PLACES, *TIME_PARTS):
                raise DataError(
                    f"Kept from the network: expected {', '.join((*PLACES, *TIME_PARTS))}, found "
                    f"{name!r}."
                )
        if self.time is not None and self.time_parts:
            raise DataError(
                "Expected the time as one column or as its parts, found both; choose one of them."
            )
        if self.time_of_day is not None and self.time is None:
            raise DataError(
                "Expected a column of days beside that of the time of day, found none; name it."
            )
        if self.first_day not in (0, 1) or isinstance(self.first_day, bool):
            raise DataError(
                f"Days of the week: expected 0 to 6 or 1 to 7, found {self.first_day!r} as the "
                "first; choose one."
            )
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise DataError(
                    f"Expected every column once, found {name!r} twice; choose another column for "
                    "one of the two."
                )
            seen.add(name)
        inputs = len(self.columns) - len(self.unseen_columns)  # the label in place of the distance
        if inputs > MAX_FEATURES:
            raise DataError(
                f"Expected at most {MAX_FEATURES} features with the distance, found "
                f"{inputs}; leave some of the further columns out."
            )

    @property
    def time_parts(self) -> tuple[str, ...]:
        """The parts of the time that the file has a column of its own for."""
        return tuple(part for part in TIME_PARTS if getattr(self, part) is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the file that are read, by their names there."""
        parts = tuple(one for one in (self.time, self.time_of_day) if one is not None)
        parts += tuple(getattr(self, part) for part in self.time_parts)
        origin = dict.fromkeys((self.origin_latitude, self.origin_longitude))
        destination = dict.fromkeys((self.destination_latitude, self.destination_longitude))
        return (self.fare, *origin, *destination, *parts, *self.extras)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows that come out, the fare first: the chapter's names, and the
        file's for further features.
        """
        time = TIME_PARTS if self.time is not None else self.time_parts
        named = tuple(SCHEMA_NAMES[name] for name in ("fare", *PLACES, *time))
        return named + tuple(f"{name} " if name in COLUMNS else name for name in self.extras)

    @property
    def unseen_columns(self) -> tuple[str, ...]:
        """The columns of the rows that come out that are kept from the network."""
        hidden = {SCHEMA_NAMES[name] for name in self.unseen}
        return tuple(name for name in self.columns if name in hidden)

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as plain JSON values, without what is at its default."""
        stored = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }
        lists = {name: list(getattr(self, name)) for name in ("extras", "unseen")}
        return stored | {name: value for name, value in lists.items() if value}


def _order(name: str) -> tuple[int, str]:
    known = (*PLACES, *TIME_PARTS)
    return (known.index(name) if name in known else len(known), name)


def mapping_from_json(obj: object) -> ColumnMapping:
    """Make the mapping that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    types: dict[str, object] = dict.fromkeys(("fare", *PLACES), str)
    types |= dict.fromkeys(("time", "time_of_day", "time_format", *TIME_PARTS), str | None)
    types |= {"first_day": int, "extras": list[str], "unseen": list[str]}
    return ColumnMapping(**fields_of(obj, ColumnMapping, DataError, path="mapping", types=types))


def schema_mapping(columns: tuple[str, ...]) -> ColumnMapping:
    """Return the mapping of a table whose columns are called as rows of a data set call them."""
    known = {name: column for name, column in SCHEMA_NAMES.items() if column in columns}
    extras = tuple(name for name in columns if name not in COLUMNS)
    return mapping_from_json({**known, "extras": list(extras)})


CHAPTER_MAPPING = mapping_from_json(dict(SCHEMA_NAMES))
"""The chapter's own columns, each for itself."""


def said(name: str) -> str:
    """Return what a part of the mapping is called in sentences."""
    return name.replace("_", " ").capitalize()
