"""The objective as the last axis of parallel coordinates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.plots.parts.axes import Axis
from dctaxi.plots.parts.brushes import OBJECTIVE, brushes_of
from dctaxi.plots.parts.dimensions import Dimension
from dctaxi.plots.parts.numbers import (
    linear_ticks,
    log_ticks,
    number_text,
    robust_limits,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.selection import Selection

NO_RESULT = "no result"
"""The tick of trials that diverged, failed or were stopped."""

_NO_RESULT_ROOM = 0.12


def objective_dimension(
    values: NDArray[np.float64], drawn: NDArray[np.intp], selection: Selection
) -> Dimension:
    """Return the axis of all objectives in USD, and where the drawn ones cross it.

    Outliers are drawn at the axis's end, whose tick says so; NaN has a tick of its own.
    """
    axis = _axis(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log10(values) if axis.log else values
    missing = axis.high if axis.unused is None else axis.unused
    positions = np.where(np.isfinite(values), np.minimum(scaled, axis.ends[1]), missing)
    return Dimension(OBJECTIVE, axis, positions[drawn], brushes_of(axis, OBJECTIVE, selection))


def _axis(values: NDArray[np.float64]) -> Axis:
    finite = values[np.isfinite(values)]
    limits = robust_limits(values)
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    high = min(high, limits.high)
    if low == high:
        room = max(0.5, abs(low) / 1000)
        low, high = low - room, high + room
    log = limits.log
    ticks = log_ticks(low, high) if log else linear_ticks(low, high)
    texts = [number_text(tick) for tick in ticks]
    if limits.above:
        ticks, texts = [*ticks, high], [*texts, f"{number_text(float(f'{high:.3g}'))} or more"]
    if log:
        ticks, low, high = [math.log10(t) for t in ticks], math.log10(low), math.log10(high)
    no_result = None
    if len(finite) < len(values):
        no_result = high + _NO_RESULT_ROOM * (high - low)
        ticks, texts = [*ticks, no_result], [*texts, NO_RESULT]
    return Axis(
        name="objective (USD)",
        log=log,
        whole=False,
        categories=(),
        low=low,
        high=high if no_result is None else no_result,
        unused=no_result,
        ends=(low, high),
        all_ticked=False,
        tick_positions=tuple(ticks),
        tick_texts=tuple(texts),
    )
