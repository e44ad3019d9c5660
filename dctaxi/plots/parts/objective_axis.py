"""The axis of objectives: linear or logarithmic, as their tails ask."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dctaxi.plots.parts.numbers import log_ticks, number_text

if TYPE_CHECKING:
    from dctaxi.plots.parts.numbers import Limits


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
