"""How objectives are drawn: their axis and their colours, by rank.

Outliers flatten neither.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.plots.parts.numbers import Limits, log_ticks, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dctaxi.plots.parts.template import Look

COLOURED = "objective (USD), coloured by rank"
"""Title of the scale of colours."""

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def objective_axis(limits: Limits, title: str = "objective (USD)") -> dict[str, Any]:
    """Return Plotly's settings of an axis with these limits."""
    axis: dict[str, Any] = {"title": {"text": title}}
    if not limits.log:
        return axis | {"range": [limits.low, limits.high]}
    ticks = log_ticks(limits.low, limits.high)
    return axis | {
        "type": "log",
        "range": [math.log10(limits.low), math.log10(limits.high)],
        "tickvals": ticks,
        "ticktext": [number_text(tick) for tick in ticks],
    }


def objective_scale(limits: Limits) -> dict[str, Any]:
    """Return Vega-Lite's scale with these limits; what lies beyond is drawn at the edge."""
    return {
        "domain": [limits.low, limits.high],
        "type": "log" if limits.log else "linear",
        "zero": False,
        "nice": False,
        "clamp": True,
    }


def axis_notes(limits: Limits, noun: str) -> str:
    """Say what a reader must know of the axis, with a space before; empty if there is nothing."""
    above = f" {limits.above:,} {noun} beyond the axis." if limits.above else ""
    return above + (" The axis is logarithmic." if limits.log else "")


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each value's place from 0 (lowest) to 1 (highest); equal values share the mean."""
    found, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(found) < 2:
        return np.full(len(values), 0.5)
    middle = np.cumsum(counts) - 1 - (counts - 1) / 2
    result: NDArray[np.float64] = middle[places] / (len(values) - 1)
    return result


def rank_ticks(values: NDArray[np.float64]) -> tuple[tuple[float, str], ...]:
    """Return places from 0 to 1 and the objective in USD at each, from finite values."""
    if not len(values):
        return ()
    if values.min() == values.max():
        return ((0.5, number_text(float(values[0]))),)
    quantiles = np.quantile(values, _TICKS)
    return tuple(
        (place, number_text(float(f"{value:.3g}")))
        for place, value in zip(_TICKS, quantiles, strict=True)
    )


def colour_bar(
    ticks: Sequence[tuple[float, str]],
    look: Look,
    title: str = COLOURED,
) -> dict[str, Any]:
    """Return Plotly's settings of a colour bar with these ticks."""
    return {
        "title": {"text": title, "side": "right", "font": {"size": 12}},
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "tickfont": {"color": look.muted_text},
        "thickness": 12,
        "outlinewidth": 0,
    }
