"""What the times and fares of a source lack, and what they leave open."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.cells import FORMATS, other_order
from dctaxi.data.column_words import is_guessed
from dctaxi.data.findings import warning
from dctaxi.data.mapping import SCHEMA_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dctaxi.data.columns import Finding
    from dctaxi.data.sources import TripSource

_FEWEST_ROWS = 10
"""Fewer rows than this are all at midnight by chance too often to speak of it."""

_MANY_ROWS = 100
"""So many trips are at all hours of a day."""

_MONTHS = 12

_MOST_TIED = 0.1
"""Times that are rounded to a quarter of an hour leave fewer rows open at the edge of a set."""


def column_findings(
    source: TripSource, train: NDArray[np.float64], seconds: Sequence[NDArray[np.float64]]
) -> tuple[Finding, ...]:
    """Return the warnings about the columns of a source.

    ``train`` are its training rows ``[rows, columns]``; ``seconds`` is when the trips of each set
    were, ``[rows]``, as :class:`TripRows` has it.
    """
    return (
        *_none(source), *_no_hours(source, train), *_half_clock(source, train),
        *_either_order(source, seconds), *_tied(source, seconds), *_estimated(source),
    )  # fmt: skip


def _estimated(source: TripSource) -> Iterator[Finding]:
    column = source.mapping.fare
    if is_guessed(column):
        yield warning(
            "training set",
            f"the fare is read from {column!r}, by its name an estimate: name the column of what "
            "was paid if there is one.",
            column=column,
        )


def _none(source: TripSource) -> Iterator[Finding]:
    if source.mapping.time is None and not source.mapping.time_parts:
        yield warning(
            "training set",
            "no column of times is read, so the network sees neither days nor hours; name the "
            "column, and its format, if there is one.",
        )


def _no_hours(source: TripSource, train: NDArray[np.float64]) -> Iterator[Finding]:
    column = source.mapping.time
    if column is None or len(train) < _FEWEST_ROWS:
        return
    if not train[:, source.columns.index(SCHEMA_NAMES["hour"])].any():
        sentence = (
            f"all times in {column!r} are midnight, so the network sees no hours; name the column "
            "of the time of day if there is one."
        )
        yield warning("training set", sentence, column=column)


def _half_clock(source: TripSource, train: NDArray[np.float64]) -> Iterator[Finding]:
    """Warn of hours from 1 to 12 alone, as a clock has them whose AM and PM are lost."""
    column = source.mapping.time
    if column is None or "%I" in (source.mapping.time_format or "") or len(train) < _MANY_ROWS:
        return
    hours = train[:, source.columns.index(SCHEMA_NAMES["hour"])]
    if (hours.min(), hours.max()) == (1, 12):
        sentence = (
            f"all hours in {column!r} are from 1 to 12, as on a clock without AM and PM: then the "
            "network takes evenings for mornings; look for a column or a file that has them."
        )
        yield warning("training set", sentence, column=column)


def _either_order(source: TripSource, seconds: Sequence[NDArray[np.float64]]) -> Iterator[Finding]:
    """Warn where days and months could be exchanged in every row."""
    column, time_format = source.mapping.time, source.mapping.time_format or ""
    other = other_order(time_format)
    if column is None or other is None:
        return
    days = np.concatenate([one.astype("datetime64[s]") for one in seconds]).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    day, month = (days - months).astype(int) + 1, months.astype(int) % 12 + 1
    if (day <= _MONTHS).all() and (day != month).any():
        month_first = time_format.index("m") < time_format.index("d")
        first, then = ("month", "day") if month_first else ("day", "month")
        sentence = (
            f"no day in {column!r} is above {_MONTHS}, so nothing tells days from months: the "
            f"{first} is taken to stand before the {then}, as in {FORMATS[time_format]}; if it "
            f"is the other way round, choose the format {FORMATS[other]}, {other}."
        )
        yield warning("training set", sentence, column=column)


def _tied(source: TripSource, seconds: Sequence[NDArray[np.float64]]) -> Iterator[Finding]:
    """Warn where a split by time had to draw which of many trips of one time are the later ones."""
    if source.split is None or source.split.kind != "time":
        return
    held_out = sum(map(len, seconds[1:]))
    tied = sum(int(np.count_nonzero(after <= before.max())) for before, after in pairwise(seconds))
    if tied > _MOST_TIED * held_out:
        yield warning(
            "validation set",
            f"{tied:,} of {held_out:,} rows to validate and test on are no later than rows of the "
            "set before, as far as their time is read: which of them judge was drawn; name a finer "
            "column of the time, or split at random.",
        )
