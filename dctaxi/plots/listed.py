"""Parameters with few values: drawn value by value, those of one value side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.plots.numbers import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.parameters import Choice, Parameter

LISTED = 24
"""A numeric parameter with at most so many values is listed."""

_SPREAD = 0.6
_GOLDEN = 0.618033988749895


def listed_values(parameter: Parameter) -> tuple[Choice, ...]:
    """Return a parameter's values where they are few, else none."""
    if parameter.kind == "categorical":
        return parameter.choices
    if parameter.step is None:
        return ()
    count = round((parameter.high - parameter.low) / parameter.step) + 1
    if count > LISTED:
        return ()
    return tuple(parameter.low + place * parameter.step for place in range(count))


def value_text(value: Choice) -> str:
    """Return a value as a tick names it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number_text(float(value)) if is_number else str(value)  # type: ignore[arg-type]


def side_by_side(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places moved apart by less than half a place, evenly and the same for every count.

    Multiples of the golden ratio, whose fractions fill an interval evenly, however many there are.
    """
    shift = np.arange(len(places)) * _GOLDEN % 1.0 - 0.5
    return np.asarray(places + _SPREAD * shift)
