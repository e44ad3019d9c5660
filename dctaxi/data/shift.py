"""How far the sets of a source differ: their means and ranges side by side, and a test of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from dctaxi.data.columns import LABEL, Finding
from dctaxi.data.distances import great_circle_miles
from dctaxi.data.mapping import SCHEMA_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SETS: Final = "sets"
"""What a finding about all sets together names as its file."""

DISTANCE: Final = "distance_miles"
YEAR: Final = SCHEMA_NAMES["year"]

_LARGEST_CHANCE = 0.001
_SMALLEST_SIZE = 0.1
"""A shift is reported where chance makes one of its size in less than 1 of 1,000 cases, and where
the share of rows below some value differs by a tenth: large sets differ by chance in less."""

_COMPARED_ROWS = 20_000
"""Rows of a set that are compared, evenly spaced: they settle a tenth."""


class Shift(NamedTuple):
    """One column of a held-out set beside training: mean, range, and how far apart they are.

    ``size`` is the Kolmogorov-Smirnov distance from the training rows, from 0 to 1; ``chance`` how
    often chance alone makes it so large; ``beyond`` the share of rows outside the training range.
    """

    mean: float
    low: float
    high: float
    size: float
    chance: float
    beyond: float

    @property
    def told(self) -> bool:
        """Whether the two differ by more than chance, and by enough to matter."""
        return self.chance < _LARGEST_CHANCE and self.size >= _SMALLEST_SIZE


def shift_of(train: NDArray[np.float64], rows: NDArray[np.float64]) -> Shift:
    """Return how the values ``[rows]`` of a set differ from those of the training set."""
    from scipy.stats import ks_2samp  # half a second to import

    found = ks_2samp(_some(train), _some(rows), method="asymp")
    low, high = train.min(), train.max()
    return Shift(
        float(rows.mean()), float(rows.min()), float(rows.max()),
        float(found.statistic), float(found.pvalue),
        float(np.mean((rows < low) | (rows > high))),
    )  # fmt: skip


def side_by_side(
    sets: Sequence[NDArray[np.float64]], columns: tuple[str, ...]
) -> dict[str, list[Shift]]:
    """Return each column of each set beside the first, training; the trip's distance is the second.

    Sets are ``[rows, columns]``.
    """
    values = {LABEL: [rows[:, 0] for rows in sets]}
    values[DISTANCE] = [great_circle_miles(rows) for rows in sets]
    values |= {name: [rows[:, n] for rows in sets] for n, name in enumerate(columns[1:], start=1)}
    return {name: [shift_of(found[0], one) for one in found] for name, found in values.items()}


def shift_findings(
    sets: dict[str, NDArray[np.float64]],
    columns: tuple[str, ...],
    unseen: tuple[str, ...],
    currency: str,
    *,
    by_time: bool,
) -> tuple[Finding, ...]:
    """Return warnings where held-out sets differ from training, the first of the named sets.

    A split by time is told no shift of the date, which is what it splits by.
    """
    found = side_by_side(tuple(sets.values()), columns)
    names = tuple(sets)
    dates = (SCHEMA_NAMES[part] for part in ("year", "month", "day_of_week"))
    aside = {*unseen, *(dates if by_time else ())}
    told = [
        name
        for name, shifts in found.items()
        if name not in aside and any(one.told for one in shifts[1:])
    ]
    sentences = []
    if told:
        told.sort(key=lambda name: (name != LABEL, -max(one.size for one in found[name])))
        sentences.append(
            "The sets differ: "
            + "; ".join(_means(name, found[name], names, currency) for name in told[:3])
            + (f"; {len(told) - 3} more" if len(told) > 3 else "")
            + "."
            + (
                " A split by time evaluates on later trips, one at random on trips of the same "
                "period."
                if by_time
                else ""
            )
        )
    years = found.get(YEAR, [])
    if YEAR not in unseen and any(one.beyond for one in years[1:]):
        worst = max(range(1, len(years)), key=lambda n: years[n].beyond)
        sentences.append(
            f"{years[worst].beyond:.0%} of the {names[worst]} set are of years that training lacks "
            f"({_span(years[worst])}, trained on {_span(years[0])}), where a network extrapolates: "
            "keep the year from the network."
        )
    return tuple(Finding("warning", SETS, None, None, sentence) for sentence in sentences)


def _means(name: str, shifts: list[Shift], names: tuple[str, ...], currency: str) -> str:
    means = ", ".join(f"{which} {one.mean:,.4g}" for which, one in zip(names, shifts, strict=True))
    parts = {column: part.replace("_", " ") for part, column in SCHEMA_NAMES.items()}
    parts |= {LABEL: f"fare in {currency}", DISTANCE: "distance in miles"}
    what = f"mean {parts.get(name, name)}"
    return f"{what}: {means} (KS distance {max(one.size for one in shifts[1:]):.2f})"


def _span(found: Shift) -> str:
    low, high = f"{found.low:g}", f"{found.high:g}"
    return low if low == high else f"{low} to {high}"


def _some(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[:: max(1, len(values) // _COMPARED_ROWS)]
