"""Which of a study's trials lie in a narrower space: counted from the table, nothing is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.reading.ended import has_ended
from dctaxi.space.dimensions import Dimension, Fixed, FloatRange

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.space.search_space import SearchSpace


class Inside(NamedTuple):
    """Trials in a space: ``inside`` of ``total`` that ended, and the objective in USD of those
    that finished, None where none did.
    """

    inside: int
    total: int
    best: float | None
    median: float | None


def count_inside(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> Inside:
    """Count the trials of a study over ``origin`` that lie in ``space``."""
    ended = trials[has_ended(trials)]
    mask = inside(ended, space, origin)
    values = ended.loc[mask, "value"].to_numpy(dtype=np.float64)
    values = values[np.isfinite(values)]
    found = bool(len(values))
    return Inside(
        int(mask.sum()),
        len(ended),
        float(values.min()) if found else None,
        float(np.median(values)) if found else None,
    )


def inside(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> NDArray[np.bool_]:
    """Tell for each trial of a study over ``origin`` whether ``space`` holds its configuration."""
    known = origin.active(origin.max_layers)
    mask = np.ones(len(trials), dtype=bool)
    for name, dimension in space.active(space.max_layers).items():
        before = known.get(name)
        if isinstance(before, Fixed):
            # The trial was not asked, so its table has no value of it.
            mask &= dimension.contains(before.value)
        elif before is not None and f"params_{name}" in trials:
            mask &= _holds(dimension, trials[f"params_{name}"])
    return mask


def _holds(dimension: Dimension, values: pd.Series) -> NDArray[np.bool_]:
    """Tell it for each value; a missing one is a layer that the trial does not have."""
    fits = {value: _contains(dimension, value) for value in values.dropna().unique().tolist()}
    return np.array([fits.get(value, True) for value in values.tolist()], dtype=bool)


def _contains(dimension: Dimension, value: object) -> bool:
    """Tell whether a dimension holds a cell; a column with gaps has whole numbers as floats."""
    whole = isinstance(value, float) and value.is_integer()
    if whole and not isinstance(dimension, FloatRange):
        return dimension.contains(int(value))  # type: ignore[arg-type]
    return dimension.contains(value)
