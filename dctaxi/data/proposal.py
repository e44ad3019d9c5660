"""Which of a file's columns seems to be what: by their names, then by what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.data.cells import has_hours, number_format_of, time_format_of
from dctaxi.data.column_words import (
    DAYS,
    PARTS,
    POSITIONS,
    ROUTES,
    SPLIT,
    TIME,
    ZONES,
    fare_score,
    part_score,
    place_score,
    position_score,
    time_score,
    words_of,
)
from dctaxi.data.mapping import PLACES, ColumnMapping, said
from dctaxi.data.split import ROLE_WORDS
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dctaxi.data.file_look import FileLook


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file's columns seem to be. ``mapping`` is None where ``lacking`` names what is not
    found; ``found`` is what is, by the fields of ``ColumnMapping``.
    """

    mapping: ColumnMapping | None
    found: dict[str, Any]
    lacking: tuple[str, ...]
    split_column: str | None


def propose(look: FileLook) -> Proposal:
    """Return which column seems to be what."""
    found: dict[str, Any] = {}
    left = list(look.columns)
    for place in PLACES:
        _take(found, place, _best(left, look.numeric, lambda words, p=place: place_score(words, p)))
        left = [name for name in left if name not in found.values()]
    for end in ("origin", "destination"):
        parts = (f"{end}_latitude", f"{end}_longitude")
        whole = _best(left, look.positions, lambda words, end=end: position_score(words, end))
        if whole is not None and not all(part in found for part in parts):
            found |= dict.fromkeys(parts, whole)
            left.remove(whole)
    _take(found, "fare", _best(left, look.numeric, fare_score))
    left = [name for name in left if name not in found.values()]
    timestamp = _best(left, look.times, time_score) or _epoch(left, look)
    if timestamp is not None:
        found |= time_found(look, timestamp)
    else:
        for part in PARTS:
            known = (*look.numeric, *look.words.get(part, ()))
            _take(found, part, _best(left, known, lambda words, p=part: part_score(words, p)))
            left = [name for name in left if name not in found.values()]
        if "day_of_week" not in found:
            _take(found, "day_of_week", _day(left, look, dated="month" in found))
        if "day_of_week" in found and _begins_at_zero(look, found["day_of_week"]):
            found["first_day"] = 0
    lacking = tuple(said(name) for name in ("fare", *PLACES) if name not in found)
    return Proposal(
        None if lacking else ColumnMapping(**found), found, lacking, _split_column(look)
    )


def time_found(look: FileLook, column: str) -> dict[str, str | None]:
    """Return how a column of times is to be read, by the fields of ``ColumnMapping``."""
    time_format = time_format_for(look, column, None)
    written = time_format or time_format_of(look.texts(column))  # dates of Parquet have none
    if written is not None and not has_hours(written):
        clock = _clock(look, column)
        if clock is not None:
            return {"time": column, "time_of_day": clock[0], "time_format": clock[1]}
    return {"time": column, "time_format": time_format}


def time_format_for(look: FileLook, column: str, clock: str | None) -> str | None:
    """Return the format of a column of times, with that of the time of day where it is apart."""
    if clock is not None:
        pairs = zip(look.texts(column), look.texts(clock), strict=True)
        return time_format_of([f"{day} {time}" for day, time in pairs])
    if column in look.times:
        return look.times[column]
    return number_format_of(look.texts(column)) or "seconds"


def no_column_for(lacking: Sequence[str], look: FileLook) -> DataError:
    """Return the refusal of a file in which nothing is found for some parts of a trip."""
    if said("fare") in lacking:
        named = _best(look.columns, set(look.columns) - {*look.numeric}, fare_score)
        if named is not None:
            cell = visible(next((text for text in look.texts(named) if text.strip()), ""))[:40]
            return DataError(
                f"{look.name}: the column {visible(named)!r} holds {cell!r}, and an amount is "
                f"wanted, such as 9.25. {_by_hand('fare')}"
            )
    return DataError(
        f"{look.name}: found no column for {', '.join(lacking).lower()} among "
        f"{', '.join(repr(visible(name)) for name in look.columns[:12])}"
        f"{' and more' if len(look.columns) > 12 else ''}; {_advice(lacking, look)}"
    )


def _advice(lacking: Sequence[str], look: FileLook) -> str:
    """Say what a file that lacks parts of a trip needs, by what it has in their place."""
    places = [name for name in PLACES if said(name) in lacking]
    for name in look.columns if places else ():
        words, shown = words_of(name), visible(name)
        if "".join(words) in ZONES:
            return (
                f"{shown} names a zone, and a place is wanted: add the latitude and longitude of "
                "its middle, from the outlines that the trips' publisher has of its zones."
            )
        if ROUTES & set(words):
            return (
                f"{shown} holds whole routes: write the latitude and longitude of the first and "
                "of the last point of each into columns of their own."
            )
        if name in look.numeric or name in look.positions:
            continue
        cell = visible(next((text for text in look.texts(name) if text.strip()), ""))[:40]
        if any(place_score(words, place) for place in places):
            return f"{shown} holds {cell!r}, and degrees are wanted, such as 41.88."
        if POSITIONS & set(words):
            return (
                f"{shown} holds {cell!r}: write positions as POINT (-87.62 41.88) or as (41.88, "
                "-87.62), or latitude and longitude in columns of their own."
            )
    return f"the columns have other names. {_by_hand(lacking[0].lower().replace(' ', '_'))}"


def _by_hand(part: str) -> str:
    """Say how a person names the column for a part of a trip."""
    return f"Choose the column under Columns, split and rules, or with --column {part}=NAME."


def check_not_twice(look: FileLook, names: Iterable[str]) -> None:
    """Raise ``DataError`` where one of some columns stands twice and says two things."""
    for name in names:
        other = f"{name} (2)"
        if other in look.columns and look.texts(name) != look.texts(other):
            raise DataError(
                f"{look.name}: found the column {visible(name)!r} twice, with different values; "
                f"name {visible(name)!r} for the first or {visible(other)!r} for the second."
            )


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


def _epoch(left: Sequence[str], look: FileLook) -> str | None:
    """Return the column of numbers since 1970 that is best called a time."""
    counts = [
        name
        for name in left
        if name in look.numeric
        and TIME & set(words_of(name))
        and number_format_of(look.texts(name)) is not None
    ]
    return max(counts, key=lambda name: time_score(words_of(name)), default=None)


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


def _day(left: Sequence[str], look: FileLook, *, dated: bool) -> str | None:
    """Return the column of days that are days of the week and not of the month.

    They are names, or numbers up to 7 that stand beside no month.
    """
    for name in left:
        if not DAYS & set(words_of(name)):
            continue
        if name in look.words.get("day_of_week", ()):
            return name
        numbers = {text.strip().removesuffix(".0") for text in look.texts(name)}
        if not dated and numbers <= {*"01234567", ""}:
            return name
    return None


def _begins_at_zero(look: FileLook, column: str) -> bool:
    return any(text.strip() in ("0", "0.0") for text in look.texts(column))


def _split_column(look: FileLook) -> str | None:
    """Return a column that names the three sets."""
    for place, name in enumerate(look.columns):
        values = {row[place].strip().lower() for row in look.rows} - {""}
        named = set(words_of(name)) & SPLIT
        if values and values <= ROLE_WORDS.keys() - {"0"} and (named or len(values) > 1):
            return name
    return None
