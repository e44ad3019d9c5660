"""Where the slider of a filter can stop. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST = 80
"""Stops of a slider over more values than that."""


def of_parameter(values: pd.Series, *, log: bool) -> list[float]:
    """Return the values of a parameter; round numbers between the ends where they are many."""
    found = _finite(values)
    if len(found) <= MOST:
        return found.tolist()
    low, high = float(found[0]), float(found[-1])
    spread = np.geomspace if log and low > 0 else np.linspace
    whole = bool((found == np.round(found)).all())
    points = (round(point) if whole else point for point in spread(low, high, MOST).tolist())
    inner = {number for point in points if low < (number := float(f"{point:.3g}")) < high}
    return sorted({low, *inner, high})


def of_measure(values: pd.Series) -> list[float]:
    """Return values that have as many trials between each two, so that no outlier takes it all."""
    numbers = values.to_numpy(dtype=np.float64)
    found = numbers[np.isfinite(numbers)]
    if len(found) == 0:
        return []
    return np.unique(np.quantile(found, np.linspace(0, 1, MOST), method="nearest")).tolist()


def with_ends(stops: list[float], low: float | None, high: float | None) -> list[float]:
    """Return the stops with the ends of a range among them, wherever these came from."""
    return sorted({*stops, *(float(end) for end in (low, high) if end is not None)})


def _finite(values: pd.Series) -> NDArray[np.float64]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.unique(numbers[np.isfinite(numbers)])
