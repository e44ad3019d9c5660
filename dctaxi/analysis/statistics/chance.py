"""How likely groups of objectives differ as they do by chance alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kruskal


def chance_of_difference(groups: Sequence[NDArray[np.float64]]) -> float:
    """Return the probability that groups of one distribution differ at least as much in rank.

    Kruskal and Wallis (1952); 1 where there are fewer than two groups or all values are equal.
    """
    there = [group for group in groups if len(group)]
    if len(there) < 2 or np.ptp(np.concatenate(there)) == 0:
        return 1.0
    return float(kruskal(*there).pvalue)
