"""Which trips lie outside of what a model was trained on, and how far.

A trip is outside where it begins or ends outside of the box of where training trips do, or another
column that the network sees has a value that no training row reaches. The box, and the range of
further columns, are widened by a tenth on either side: the next trips of a city always lie a little
beyond the last ones. Its fare is answered all the same: the rule only says that it is a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dctaxi.data import DESTINATION, FEATURES, ORIGIN, haversine_miles
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_SAID: Final = dict(
    zip(FEATURES[4:], ("the year", "the month", "the day of the week", "the hour"), strict=True)
)
_ENDS: Final = (("begin", ORIGIN), ("end", DESTINATION))
_ONE: Final = ("it", "1")

MARGIN: Final = 0.1
"""Of the range that training rows span, which a place or a further column may lie beyond it."""

Words = Callable[["NDArray[np.bool_]", str], str]
"""Says of the trips that are outside in one way, and of who they are, how far."""


class OutsideTrainingWarning(UserWarning):
    """Some of the trips that a model is asked for lie outside of what it was trained on."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Trips of ``of`` that lie outside, and ``said`` in which ways, each with its own count."""

    trips: int
    of: int
    said: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many trips lie outside, and how far."""
        if self.of == 1:
            which, fares = "The trip lies", "Its fare is a guess."
        elif self.trips == 1:
            which, fares = f"1 of {self.of:,} trips lies", "Its fare is a guess."
        else:
            which, fares = f"{self.trips:,} of {self.of:,} trips lie", "Their fares are guesses."
        how = ", ".join(self.said)
        return f"{which} outside of what the model was trained on: {how}. {fares}"


def trips_outside(
    rows: NDArray[np.float64],
    columns: tuple[str, ...],
    ranges: Mapping[str, tuple[float, float]],
    unseen: tuple[str, ...],
) -> Outside | None:
    """Return which trips ``[rows, columns]`` lie outside of a training, None for none.

    ``ranges`` has the lowest and the highest value of each column among the training rows, and
    ``unseen`` the columns that are kept from the network. A row that cannot be priced, which has a
    NaN, is not among the trips that are named.
    """
    priced = np.isfinite(rows[:, 1:]).all(axis=1)
    anywhere, said = np.zeros(len(rows), bool), []
    for beyond, words in (*_places(rows, columns, ranges), *_others(rows, columns, ranges, unseen)):
        beyond &= priced
        count = np.count_nonzero(beyond)
        if count:
            anywhere |= beyond
            said.append(words(beyond, "it" if len(rows) == 1 else f"{count:,}"))
    trips = int(np.count_nonzero(anywhere))
    return Outside(trips, len(rows), tuple(said)) if trips else None


def _places(
    rows: NDArray[np.float64], columns: tuple[str, ...], ranges: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[NDArray[np.bool_], Words]]:
    """Yield which trips begin, and which end, outside of the box of the training trips."""
    for does, end in _ENDS:
        place = [rows[:, column] for column in end]
        box = [ranges[columns[column]] for column in end]
        near = [values.clip(*limits) for values, limits in zip(place, box, strict=True)]
        beyond = _beyond(place[0], box[0], MARGIN) | _beyond(place[1], box[1], MARGIN)
        yield beyond, partial(_far, does, place, near)


def _far(does: str, place: list[Any], near: list[Any], beyond: NDArray[np.bool_], who: str) -> str:
    miles = haversine_miles(*(values[beyond] for values in (*place, *near))).max()
    far = f"{miles:,.0f}" if miles >= 10 else f"{miles:.2g}"
    many = "s" if who in _ONE else " up to"
    return f"{who} {does}{many} {far} miles outside of the training trips' area"


def _others(
    rows: NDArray[np.float64],
    columns: tuple[str, ...],
    ranges: Mapping[str, tuple[float, float]],
    unseen: tuple[str, ...],
) -> Iterator[tuple[NDArray[np.bool_], Words]]:
    """Yield which trips have a value that no training trip reaches, in the columns that count."""
    for place in range(1 + len(ORIGIN) + len(DESTINATION), len(columns)):
        name, values = columns[place], rows[:, place]
        if name not in unseen:
            beyond = _beyond(values, ranges[name], 0.0 if name in _SAID else MARGIN)
            yield beyond, partial(_has, name, values, f"trained on {_span(*ranges[name])}")


def _beyond(
    values: NDArray[np.float64], limits: tuple[float, float], margin: float
) -> NDArray[np.bool_]:
    low, high = limits
    allowed = margin * (high - low)
    return (values < low - allowed) | (values > high + allowed)


def _has(
    name: str, values: NDArray[np.float64], trained: str, beyond: NDArray[np.bool_], who: str
) -> str:
    said = _SAID.get(name) or visible(name, 60)
    found = _span(float(values[beyond].min()), float(values[beyond].max()))
    return f"{who} {'has' if who in _ONE else 'have'} {said} {found} ({trained})"


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
