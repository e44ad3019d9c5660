"""Parameters with few values: drawn value by value, those of one value side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from dctaxi.plots.parts.numbers import number_text
from dctaxi.plots.parts.points import R2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Choice, Parameter

LISTED = 12
"""A numeric parameter with at most so many values is listed."""

_SPREAD = 0.6
_STEPS = dict(zip(("across", "up"), R2, strict=True))


def listed_values(parameter: Parameter) -> tuple[Choice, ...]:
    """Return a parameter's values where they are few, else none."""
    if parameter.kind == "categorical":
        return parameter.choices
    step = parameter.step or (1.0 if parameter.kind == "int" else None)
    if step is None:
        return ()
    count = round((parameter.high - parameter.low) / step) + 1
    if count > LISTED:
        return ()
    return tuple(parameter.low + place * step for place in range(count))


def value_text(value: Choice) -> str:
    """Return a value as a tick names it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number_text(float(value)) if is_number else str(value)  # type: ignore[arg-type]


def side_by_side(
    places: NDArray[np.float64], direction: Literal["across", "up"] = "across"
) -> NDArray[np.float64]:
    """Return places moved apart by less than half a place, evenly and the same for every count.

    Points moved in both directions fill a square and not its diagonal: the two steps are
    those of the R2 sequence.
    """
    shift = np.arange(len(places)) * _STEPS[direction] % 1.0 - 0.5
    return np.asarray(places + _SPREAD * shift)
