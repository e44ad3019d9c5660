"""The narrower space of a student's choices: intervals of some, the best value of the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.analysis import plain_value
from dctaxi.analysis.importance import NOISE_PARAMETER
from dctaxi.hyperparameters import layer_of, place_of
from dctaxi.space import Dimension, Fixed, dimension_of, narrow

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.space import SearchSpace


def next_ranges(
    space: SearchSpace,
    trials: pd.DataFrame,
    kept: Collection[str],
    wanted: Mapping[str, Dimension],
) -> dict[str, Dimension]:
    """Return what each parameter of the next space is, where it is not what it was.

    A kept one is as it is wanted, or stays whole; any other but the seed is fixed at the value of
    the best finished trial that has it. The number of layers goes first: a layer that no
    configuration has any more needs no range. Raises SpaceError.
    """
    found: dict[str, Dimension] = {}
    for name in sorted(space.active(space.max_layers), key=place_of):
        layer = layer_of(name)
        if layer is not None and layer >= space.max_layers:
            continue
        now = dimension_of(space, name)
        if isinstance(now, Fixed) or name == NOISE_PARAMETER:
            continue
        dimension = wanted.get(name) if name in kept else _fixed(trials, name)
        if dimension is not None and dimension != now:
            found[name] = dimension
            space = narrow(space, name, dimension)
    return found


def _fixed(trials: pd.DataFrame, name: str) -> Fixed | None:
    column = trials.get(f"params_{name}")
    if column is None:
        return None
    having = trials[(trials["status"] == "finished") & column.notna()]
    if having.empty:
        return None
    best = having.iloc[int(having["value"].to_numpy(dtype=np.float64).argmin())]
    return Fixed(plain_value(best[f"params_{name}"]))
