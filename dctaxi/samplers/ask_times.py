"""How long a sampler takes to choose a trial, by how many trials there are already."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskTimes:
    """Seconds to ask for one trial of the chapter's space, at some numbers of earlier trials.

    Measured by ``benchmarks/asking.py``; they hold until a machine has measured its own.
    """

    seconds: Mapping[int, float]

    def after(self, trials: float) -> float:
        """Return the seconds after so many trials.

        Between the numbers, and on beyond the last, time grows as a power of them.
        """
        known = sorted(self.seconds)
        if len(known) == 1 or trials <= known[0]:
            return self.seconds[known[0]]
        place = next((place for place, one in enumerate(known) if trials <= one), len(known) - 1)
        low, high = known[place - 1], known[place]
        power = math.log(self.seconds[high] / self.seconds[low]) / math.log(high / low)
        return float(self.seconds[low] * (trials / low) ** power)
