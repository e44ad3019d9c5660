"""The surface that Optuna's contour plot draws between a study's trials.

Optuna hands its contour to Plotly with gaps, and Plotly fills them by solving Laplace's equation:
every point without a trial is the mean of its neighbours. Optuna's Matplotlib plot solves the same
equation itself on a grid of 100 by 100 points that covers the trials; that is the rule here
(``optuna.visualization.matplotlib._contour``, Optuna 5.0), in equal steps of each axis' own scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.landscape import LandscapeCells
    from dctaxi.analysis.reading.parameters import Parameter

POINTS = 100
PADDING = 0.05
"""Points of an axis, and how far it reaches beyond the trials, in parts of their range."""


class _Axis(NamedTuple):
    """An axis' points in its values, and the words whose places are its values, if any."""

    points: NDArray[np.float64]
    words: tuple[str, ...] | None
    log: bool

    def places(self, values: Sequence[Any]) -> NDArray[np.intp]:
        """Return the nearest point of each value; -1 for those beyond the ends."""
        numbers = self._numbers(values)
        nearest = np.abs(self.points[None, :] - numbers[:, None]).argmin(axis=1)
        slack = 1e-9 * (self.points[-1] - self.points[0])
        there = (numbers >= self.points[0] - slack) & (numbers <= self.points[-1] + slack)
        return np.where(there, nearest, -1)

    def _numbers(self, values: Sequence[Any]) -> NDArray[np.float64]:
        if self.words is None:
            return np.array([float(value) for value in values])
        known = {word: float(place) for place, word in enumerate(self.words)}
        return np.array([known.get(str(value), math.inf) for value in values])


def optuna_surface(
    trials: pd.DataFrame,
    x: Parameter,
    y: Parameter,
    x_values: Sequence[Any],
    y_values: Sequence[Any],
) -> NDArray[np.float64]:
    """Return what Optuna draws at the cells of a grid, ``[rows, columns]`` in USD.

    ``trials`` is a study's frame. NaN where Optuna draws nothing: beyond the trials, and
    everywhere if they have fewer than two different values of x or y.
    """
    result = np.full((len(y_values), len(x_values)), np.nan)
    finished = trials[(trials["state"] == "COMPLETE") & np.isfinite(trials["value"])]
    both = finished[finished[x.column].notna() & finished[y.column].notna()]
    axes = [_axis(finished[p.column].dropna().tolist(), log=p.log) for p in (x, y)]
    x_axis, y_axis = axes
    if x_axis is None or y_axis is None or both.empty:
        return result
    known = np.full((POINTS, POINTS), np.nan)
    of_trials = y_axis.places(both[y.column].tolist()), x_axis.places(both[x.column].tolist())
    # Trials of the same pair count with their best value; at one point the latest trial wins.
    known[of_trials] = both.groupby([x.column, y.column])["value"].transform("min")
    filled = laplace_fill(known)
    rows, columns = y_axis.places(y_values), x_axis.places(x_values)
    there = np.ix_(rows >= 0, columns >= 0)
    result[there] = filled[np.ix_(rows[rows >= 0], columns[columns >= 0])]
    return result


def study_surface(
    trials: pd.DataFrame, parameters: Sequence[Parameter], cells: LandscapeCells
) -> NDArray[np.float64]:
    """Return :func:`optuna_surface` at the cells of a landscape, ``[rows, columns]`` in USD."""
    known = {parameter.name: parameter for parameter in parameters}
    if cells.x not in known or cells.y not in known:
        return np.full(cells.median.shape, np.nan)
    return optuna_surface(trials, known[cells.x], known[cells.y], cells.x_values, cells.y_values)


def laplace_fill(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill the NaN of ``[rows, columns]`` values: each becomes the mean of its neighbours."""
    rows, columns = known.shape
    neighbours = sparse.kronsum(_path(columns), _path(rows), format="csr")
    flat = known.ravel()
    given = np.isfinite(flat)
    degree = sparse.diags(np.where(given, 1.0, np.asarray(neighbours.sum(axis=1)).ravel()))
    equations = degree - sparse.diags((~given).astype(float)) @ neighbours
    filled = linalg.spsolve(equations.tocsc(), np.where(given, flat, 0.0))
    return np.asarray(filled, dtype=np.float64).reshape(known.shape)


def _path(points: int) -> Any:
    """Return which points of a line are neighbours, as a sparse ``[points, points]`` matrix."""
    ones = np.ones(points - 1)
    return sparse.diags([ones, ones], [-1, 1], shape=(points, points))


def _axis(values: list[Any], *, log: bool) -> _Axis | None:
    if len(set(map(str, values))) < 2:
        return None
    numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if not numeric:
        words = tuple(sorted(set(map(str, values))))
        room = (len(words) - 1) * PADDING
        return _Axis(np.linspace(-room, len(words) - 1 + room, POINTS), words, log=False)
    low, high = float(min(values)), float(max(values))
    if log:
        first, last = math.log10(low), math.log10(high)
        room = (last - first) * PADDING
        return _Axis(np.logspace(first - room, last + room, POINTS), None, log=True)
    room = (high - low) * PADDING
    return _Axis(np.linspace(low - room, high + room, POINTS), None, log=False)
