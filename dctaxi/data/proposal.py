"""A first look at a file, and which of its columns seems to be what: by names, then by contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.data.cells import Cell, read_numbers
from dctaxi.data.column_words import (
    DESTINATION,
    FARE,
    LATITUDE,
    LONGITUDE,
    NO_FARE,
    ORIGIN,
    PARTS,
    SPLIT,
    TIME,
    ZONES,
    words_of,
)
from dctaxi.data.files import FileTable, Reading, addresses_of, open_table
from dctaxi.data.mapping import PLACES, ColumnMapping, said
from dctaxi.data.split import ROLE_WORDS
from dctaxi.data.times import has_hours, number_format_of, time_format_of
from dctaxi.data.trips import shown_name
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible
from dctaxi.records import ShouldStop, never_stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dctaxi.workspace import Workspace

_LOOKED_AT_ROWS = 2_000
_NUMERIC_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FileLook:
    """The first rows of the first file of a set, as texts, and what each column holds.

    ``rows`` are texts by column, at most as many as fit a preview; ``numeric`` are the columns that
    hold numbers for the most part, ``times`` the formats of those that hold times.
    """

    name: str
    layout: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...]
    times: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file's columns seem to be. ``mapping`` is None where ``lacking`` names what is not
    found; ``found`` is what is, by the fields of ``ColumnMapping``.
    """

    mapping: ColumnMapping | None
    found: dict[str, Any]
    lacking: tuple[str, ...]
    split_column: str | None


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
    if batch is None or not len(batch.lines):
        raise DataError(f"{table.name}: expected at least one row below the header, found none.")
    columns = {name: cells[:_LOOKED_AT_ROWS] for name, cells in batch.columns.items()}
    texts = {
        name: ["" if value is None else str(value) for value in cells.to_pylist()]
        for name, cells in columns.items()
    }
    numeric: list[str] = []
    times: dict[str, str | None] = {}
    for name, cells in columns.items():
        kinds = read_numbers(cells, decimal_comma=batch.decimal_comma).kinds
        present = kinds[kinds != Cell.MISSING]
        if len(present) and float((present == Cell.NUMBER).mean()) > _NUMERIC_SHARE:
            numeric.append(name)
        elif _is_time(cells):
            times[name] = None
        elif (time_format := time_format_of(texts[name][:200])) is not None:
            # Of the whole look, not only of its beginning: the 13th may come late in a month.
            times[name] = time_format_of(texts[name]) or time_format
    return FileLook(
        table.name, table.layout, table.columns, tuple(zip(*texts.values(), strict=True)),
        tuple(numeric), times,
    )  # fmt: skip


def propose(look: FileLook) -> Proposal:
    """Return which column seems to be what."""
    found: dict[str, Any] = {}
    left = [name for name in look.columns if name in look.numeric or name in look.times]
    for place in PLACES:
        _take(
            found, place, _best(left, look.numeric, lambda words, p=place: _place_score(words, p))
        )
        left = [name for name in left if name not in found.values()]
    _take(found, "fare", _best(left, look.numeric, _fare_score))
    left = [name for name in left if name not in found.values()]
    timestamp = _best(left, look.times, _time_score) or _epoch(left, look)
    if timestamp is not None:
        found |= time_found(look, timestamp)
    else:
        for part, words_of in PARTS.items():
            score = lambda words, names=words_of: 2.0 * bool(names & set(words))  # noqa: E731
            _take(found, part, _best(left, look.numeric, score))
            left = [name for name in left if name not in found.values()]
        if "day_of_week" in found and _begins_at_zero(look, found["day_of_week"]):
            found["first_day"] = 0
    lacking = tuple(said(name) for name in ("fare", *PLACES) if name not in found)
    return Proposal(
        None if lacking else ColumnMapping(**found), found, lacking, _split_column(look)
    )


def time_found(look: FileLook, column: str) -> dict[str, str | None]:
    """Return how a column of times is to be read, by the fields of ``ColumnMapping``."""
    time_format = time_format_for(look, column, None)
    written = time_format or time_format_of(_texts(look, column))  # dates of Parquet have none
    if written is not None and not has_hours(written):
        clock = _clock(look, column)
        if clock is not None:
            return {"time": column, "time_of_day": clock[0], "time_format": clock[1]}
    return {"time": column, "time_format": time_format}


def time_format_for(look: FileLook, column: str, clock: str | None) -> str | None:
    """Return the format of a column of times, with that of the time of day where it is apart."""
    if clock is not None:
        pairs = zip(_texts(look, column), _texts(look, clock), strict=True)
        return time_format_of([f"{day} {time}" for day, time in pairs])
    if column in look.times:
        return look.times[column]
    return number_format_of(_texts(look, column)) or "seconds"


def proposed_mapping(look: FileLook) -> ColumnMapping:
    """Return the mapping that a file seems to have. Raises ``DataError`` naming what it lacks."""
    proposal = propose(look)
    if proposal.mapping is None:
        raise no_column_for(proposal.lacking, look)
    check_not_twice(look, proposal.mapping.names)
    return proposal.mapping


def no_column_for(lacking: Sequence[str], look: FileLook) -> DataError:
    """Return the refusal of a file in which nothing is found for some parts of a trip."""
    zones = [name for name in look.columns if "".join(words_of(name)) in ZONES]
    advice = (
        f"{visible(zones[0])} names a zone, and a place is wanted: add the latitude and "
        "longitude of its middle."
        if zones
        else "name the columns."
    )
    return DataError(
        f"{look.name}: found no column for {', '.join(lacking).lower()} among "
        f"{', '.join(repr(visible(name)) for name in look.columns[:12])}"
        f"{' and more' if len(look.columns) > 12 else ''}; {advice}"
    )


def check_not_twice(look: FileLook, names: Iterable[str]) -> None:
    """Raise ``DataError`` where one of some columns stands twice and says two things."""
    for name in names:
        other = f"{name} (2)"
        if other in look.columns and _texts(look, name) != _texts(look, other):
            raise DataError(
                f"{look.name}: found the column {visible(name)!r} twice, with different values; "
                f"name {visible(name)!r} for the first or {visible(other)!r} for the second."
            )


def further_columns(look: FileLook, mapping: ColumnMapping) -> tuple[str, ...]:
    """Return the numeric columns that a mapping does not use: features, if the user wants them."""
    used = set(mapping.names)
    return tuple(name for name in look.numeric if name not in used)


def _is_time(cells: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_timestamp(cells.type) or pa.types.is_date(cells.type))


def _take(found: dict[str, Any], name: str, column: str | None) -> None:
    if column is not None:
        found[name] = column


def _best(left: Sequence[str], among: Iterable[str], score: Any) -> str | None:
    known = set(among)
    scored = [
        (score(words_of(name)), -place, name) for place, name in enumerate(left) if name in known
    ]
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _place_score(words: list[str], place: str) -> float:
    end, _, axis = place.partition("_")
    joined = "".join(words)
    wanted, other = (ORIGIN, DESTINATION) if end == "origin" else (DESTINATION, ORIGIN)
    right, wrong = (LATITUDE, LONGITUDE) if axis == "latitude" else (LONGITUDE, LATITUDE)
    found = set(words)
    if "drop" in found and "off" in found:
        found |= {"dropoff"}
    if "pick" in found and "up" in found:
        found |= {"pickup"}
    if len(words) == 1 and joined[1:] in right | wrong and joined[0] in "soped":  # slat, elon
        found = {joined[1:], "origin" if joined[0] in "sop" else "destination"}
    if not (found & right) and not any(joined.endswith(one) for one in right if len(one) > 1):
        return 0.0
    if found & wrong or (not found & right and joined.endswith("long") and axis == "latitude"):
        return 0.0
    named = found & wanted or any(joined.startswith(one) for one in wanted if len(one) > 1)
    against = found & other or any(joined.startswith(one) for one in other if len(one) > 1)
    return 1.0 if named and not (against and not found & wanted) else 0.0


def _fare_score(words: list[str]) -> float:
    joined = "".join(words)
    if joined in FARE:
        return 2.0 + len(FARE) - FARE.index(joined)
    if set(words) & NO_FARE:
        return 0.0
    if "fare" in words or joined.startswith("fare"):
        return 2.0
    return 1.0 if set(words) & set(FARE) else 0.0


def _time_score(words: list[str]) -> float:
    joined, found = "".join(words), set(words)
    first = found & ORIGIN or joined.startswith(("pickup", "start", "origin", "trippickup"))
    last = found & DESTINATION or joined.startswith(
        ("dropoff", "end", "destination", "tripdropoff")
    )
    return (1.0 + 2.0 * bool(first) + bool(found & TIME)) / (4.0 if last and not first else 1.0)


def _epoch(left: Sequence[str], look: FileLook) -> str | None:
    """Return the column of numbers since 1970 that is best called a time."""
    counts = [
        name
        for name in left
        if name in look.numeric
        and TIME & set(words_of(name))
        and number_format_of(_texts(look, name)) is not None
    ]
    return max(counts, key=lambda name: _time_score(words_of(name)), default=None)


def _clock(look: FileLook, date: str) -> tuple[str, str] | None:
    """Return the column of the time of day that goes with one of dates, and their format together.

    Of several, the one whose name has the most in common with that of the dates.
    """
    alike = set(words_of(date))
    found: list[tuple[int, int, str, str]] = []
    for place, name in enumerate(look.columns):
        hours = name in look.numeric and PARTS["hour"] & set(words_of(name))
        if name in look.times or (name in look.numeric and not hours):
            continue
        time_format = time_format_for(look, date, name)
        if time_format is not None and has_hours(time_format):
            found.append((len(alike & set(words_of(name))), -place, name, time_format))
    return max(found)[2:] if found else None


def _texts(look: FileLook, column: str) -> list[str]:
    place = look.columns.index(column)
    return [row[place] for row in look.rows]


def _begins_at_zero(look: FileLook, column: str) -> bool:
    return any(text.strip() in ("0", "0.0") for text in _texts(look, column))


def _split_column(look: FileLook) -> str | None:
    """Return a column that names the three sets."""
    for place, name in enumerate(look.columns):
        values = {row[place].strip().lower() for row in look.rows}
        named = set(words_of(name)) & SPLIT
        if values <= ROLE_WORDS.keys() - {"0"} and (named or len(values) > 1):
            return name
    return None
