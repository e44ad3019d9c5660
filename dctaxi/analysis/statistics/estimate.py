"""A number with its 95 % interval."""

from __future__ import annotations

from typing import NamedTuple

CONFIDENCE = 0.95
"""Share of repetitions in which an interval is meant to hold the true number. A difference counts
where chance alone gives one as large in fewer cases than the rest."""

TAIL = (1 - CONFIDENCE) / 2
"""Share of what lies beyond either end of an interval."""


class Estimate(NamedTuple):
    """A value and the two ends of its 95 % interval, in the unit of the value."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0
