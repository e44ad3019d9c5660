"""A number with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

CONFIDENCE = 0.95
"""Share of repetitions in which an interval is meant to hold the true number. A difference counts
where chance alone gives one as large in fewer cases than the rest."""

TAIL = (1 - CONFIDENCE) / 2
"""Share of what lies beyond either end of an interval."""


class Estimate(NamedTuple):
    """A value and the two ends of its 95 % interval, in the unit of the value.

    An end is infinite where there are too few values for one, or too many without a result; so is
    the value where half of them or more have none. It is NaN where that is so on both sides of a
    difference.
    """

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0

    @property
    def is_there(self) -> bool:
        """Whether there is a value."""
        return math.isfinite(self.value)

    def ends_text(self, write: Callable[[float], str], lead: str = "") -> str:
        """Say from where to where the interval goes, its ends written by ``write``.

        ``lead`` says before them what they are.
        """
        low, high = math.isfinite(self.low), math.isfinite(self.high)
        if low and high:
            return f"{lead}{write(self.low)} to {write(self.high)}"
        if low or high:
            ends = f"{write(self.low)} or more" if low else f"{write(self.high)} or less"
            return f"{lead}{ends}"
        return "too few for an interval"


def estimate_json(estimate: Estimate | None) -> dict[str, float | None] | None:
    """Return an estimate as plain JSON values; None stands for what is infinite."""
    if estimate is None:
        return None
    return {
        name: float(number) if math.isfinite(number) else None
        for name, number in estimate._asdict().items()
    }
