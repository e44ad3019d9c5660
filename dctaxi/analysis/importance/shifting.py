"""Which hyperparameters shift the objective over all trials, not only among the best ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import kruskal

from dctaxi.analysis.importance.noise_floor import FAMILY, NOISE_PARAMETER, Floats
from dctaxi.analysis.reading.trial_columns import stored_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis.reading.parameters import Parameter

_PARTS = 4
_FEWEST = 5
"""Trials of a value, or of a quarter of a range, that are compared with the others."""


def shifting(finished: pd.DataFrame, parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Return the names of parameters that shift the objective, the clearest first.

    Kruskal and Wallis' rank test over categories and quarters of ranges, Holm's limits over all
    parameters: where none matters, one is named in at most ``FAMILY`` of studies.
    """
    values = finished["value"].to_numpy(dtype=np.float64)
    chances = sorted(
        (_chance(stored_values(finished, one), values, categories=bool(one.choices)), one.name)
        for one in parameters
    )
    found = []
    for place, (chance, name) in enumerate(chances):
        if chance > FAMILY / (len(chances) - place):
            break
        found.append(name)
    return tuple(name for name in found if name != NOISE_PARAMETER)


def _chance(at: Floats, values: Floats, *, categories: bool) -> float:
    at, values = at[np.isfinite(at)], values[np.isfinite(at)]
    if not categories and len(np.unique(at)) > _PARTS:
        at = np.searchsorted(np.quantile(at, np.arange(1, _PARTS) / _PARTS), at).astype(np.float64)
    groups = [values[at == one] for one in np.unique(at)]
    groups = [group for group in groups if len(group) >= _FEWEST]
    if len(groups) < 2 or np.ptp(np.concatenate(groups)) == 0:
        return 1.0
    return float(kruskal(*groups).pvalue)
