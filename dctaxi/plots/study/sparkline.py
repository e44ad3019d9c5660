"""A study's history as a picture the size of a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.plots.parts.numbers import robust_limits
from dctaxi.plots.parts.template import LOOKS, TemplateName

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudyProgress

WIDTH, HEIGHT = 120, 32
_EDGE = 2
_POINTS = 60


def sparkline(progress: StudyProgress, template: TemplateName) -> str:
    """Return an SVG of the best so far as a line over its trials as dots; empty without a trial."""
    if not len(progress.numbers):
        return ""
    look = LOOKS[template]
    limits = robust_limits(progress.values)
    x = _EDGE + (WIDTH - 2 * _EDGE) * progress.numbers / max(1, progress.numbers[-1])
    dots = np.unique(np.linspace(0, len(x) - 1, _POINTS).astype(int))
    y_dots, y_best = (
        _down(values, limits.low, limits.high, log=limits.log)
        for values in (progress.values, progress.best)
    )
    circles = "".join(
        f'<circle cx="{x[place]:.1f}" cy="{y_dots[place]:.1f}" r="1"/>' for place in dots
    )
    changes = np.flatnonzero(np.diff(progress.best, prepend=np.inf) < 0)
    first, *others = changes
    steps = "".join(f"H{x[place]:.1f}V{y_best[place]:.1f}" for place in others)
    path = f"M{x[first]:.1f},{y_best[first]:.1f}{steps}H{WIDTH - _EDGE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><g fill="{look.main}" fill-opacity="0.45">{circles}</g>'
        f'<path d="{path}" fill="none" stroke="{look.text}" stroke-width="1.5"/></svg>'
    )


def _down(values: np.ndarray, low: float, high: float, *, log: bool) -> np.ndarray:
    """Return how far down each value lies in the picture, in pixels."""
    shown = np.clip(values, low, high)
    if log:
        shown, low, high = np.log(shown), float(np.log(low)), float(np.log(high))
    place: np.ndarray = HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * (shown - low) / (high - low)
    return place
