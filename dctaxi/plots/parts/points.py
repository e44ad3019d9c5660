"""Trials as points: each carries its number, so that a click on it can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from dctaxi.plots.parts.template import Look

SVG_POINTS = 1_000
"""More points than this are drawn with WebGL, which a page can afford a few times."""

_SPREAD = 0.6
_R2 = (0.7548776662466927, 0.5698402909980532)
"""Steps whose multiples fill a square evenly: the R2 sequence (Roberts, The unreasonable
effectiveness of quasirandom sequences, 2018).
"""

NO_RESULT = "no result (diverged or failed)"


def trial_points(
    x: ArrayLike,
    y: ArrayLike,
    numbers: NDArray[np.int64],
    *,
    marker: Mapping[str, Any],
    hover: str,
    webgl: bool | None = None,
    **options: Any,
) -> go.Scatter | go.Scattergl:
    """Return the trace of trials at ``x`` and ``y``; ``hover`` follows the trial's number.

    ``webgl`` decides how it is drawn, the number of points where it is None.
    """
    if webgl is None:
        webgl = len(numbers) > SVG_POINTS
    trace = go.Scattergl if webgl else go.Scatter
    return trace(
        x=x,
        y=y,
        customdata=numbers,
        mode="markers",
        marker=dict(marker),
        hovertemplate=f"trial %{{customdata}}{hover}<extra></extra>",
        **options,
    )


def failure_points(
    x: ArrayLike, y: ArrayLike, numbers: NDArray[np.int64], look: Look, **options: Any
) -> go.Scatter:
    """Return the trace of trials that have no result."""
    marker = {"size": 7, "symbol": "x-thin", "line": {"color": look.failed, "width": 1.5}}
    known = {"name": NO_RESULT, "cliponaxis": False} | options
    return trial_points(x, y, numbers, marker=marker, hover=": no result", webgl=False, **known)


def evenly(total: int, limit: int) -> NDArray[np.intp]:
    """Return the places of at most ``limit`` of so many points, evenly spaced, in order."""
    if total <= limit:
        return np.arange(total)
    return np.linspace(0, total - 1, limit).round().astype(np.intp)


def spread(
    places: NDArray[np.float64], numbers: NDArray[np.int64], *, up: bool = False
) -> NDArray[np.float64]:
    """Return places moved apart by less than half a place, always alike for a trial's number.

    ``up`` is for the second of two axes: points that share both places fill a square.
    """
    result: NDArray[np.float64] = places + _SPREAD * (numbers * _R2[up] % 1.0 - 0.5)
    return result
