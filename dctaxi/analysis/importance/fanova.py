"""fANOVA: the share of the objective's variance that each parameter explains by itself.

A random forest is fitted to the trials; a tree cuts the space into boxes with a value each, and
the marginal of a parameter is the mean over all other parameters (Hutter et al. 2014, ICML). The
numbers are those of Optuna's ``FanovaImportanceEvaluator``; tests hold them against each other.
Optuna walks each tree once for every value at which it splits. Here every box adds its share to
the range that it covers, which takes one pass over a tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.analysis.reading.trial_columns import is_constant, stored_values

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading.parameters import Parameter

Floats = NDArray[np.float64]

TREES = 64
"""Optuna's number of trees."""

_DEEPEST = 64

_PATTERNS_AT_ONCE = 512
"""Of the boxes of a tree, so that pairs of all of them need not lie in memory."""


class Table(NamedTuple):
    """What a forest is fitted to: a matrix ``[trials, columns]`` and the objective ``[trials]``.

    ``bounds`` [columns, 2]; ``places`` are the columns of each parameter, one for each choice of a
    categorical one.
    """

    matrix: Floats
    objective: Floats
    bounds: Floats
    places: tuple[tuple[int, ...], ...]

    def of(self, trials: NDArray[np.int64]) -> Table:
        """Return some of the trials, in the order of an index array."""
        return self._replace(matrix=self.matrix[trials], objective=self.objective[trials])

    def with_permuted_copies(self, rng: np.random.Generator) -> Table:
        """Return the table with a permuted copy of each parameter after the last of them."""
        copies = [
            self.matrix[:, places][rng.permutation(len(self.matrix))] for places in self.places
        ]
        width = self.matrix.shape[1]
        return Table(
            np.hstack([self.matrix, *copies]),
            self.objective,
            np.vstack([self.bounds, *(self.bounds[list(places)] for places in self.places)]),
            (*self.places, *(tuple(place + width for place in each) for each in self.places)),
        )


def judged_parameters(
    finished: pd.DataFrame, parameters: Sequence[Parameter]
) -> tuple[Parameter, ...]:
    """Return the parameters that every trial has, drawn from one range, ordered by name.

    A forest needs whole rows, and a marginal one range; Optuna leaves out the others as well.
    """
    whole = [
        p for p in parameters if not p.dynamic and np.isfinite(stored_values(finished, p)).all()
    ]
    return tuple(sorted(whole, key=lambda parameter: parameter.name))


def table_of(finished: pd.DataFrame, parameters: Sequence[Parameter]) -> Table:
    """Return the table of parameters that every trial has and that are not constant."""
    columns, bounds, places = [], [], []
    width = 0
    for parameter in parameters:
        values = stored_values(finished, parameter)
        if parameter.kind == "categorical":
            count = len(parameter.choices)
            columns.append((values[:, np.newaxis] == np.arange(count)).astype(np.float64))
            bounds += [(0.0, 1.0)] * count
        else:
            count = 1
            columns.append(values[:, np.newaxis])
            bounds.append((float(parameter.low), float(parameter.high)))
        places.append(tuple(range(width, width + count)))
        width += count
    objective = finished["value"].to_numpy(dtype=np.float64)
    return Table(np.hstack(columns), objective, np.array(bounds), tuple(places))


def varied(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Return the parameters whose range holds more than one value."""
    return tuple(parameter for parameter in parameters if not is_constant(parameter))


def explained(table: Table, *, seed: int, trees: int = TREES) -> Floats:
    """Return each parameter's mean share of the variance over a forest's trees, ``[parameters]``.

    NaN where the objective does not vary in any tree.
    """
    from sklearn.ensemble import RandomForestRegressor  # takes a second to import

    forest = RandomForestRegressor(n_estimators=trees, max_depth=_DEEPEST, random_state=seed)
    forest.fit(table.matrix, table.objective)
    found = [_explained_by_tree(grown.tree_, table) for grown in forest.estimators_]
    known = [fractions for fractions in found if fractions is not None]
    if not known:
        return np.full(len(table.places), np.nan)
    fractions: Floats = np.mean(known, axis=0)
    return fractions


class _Boxes(NamedTuple):
    """The leaves of a tree: ``low`` and ``high`` [boxes, columns], ``value`` and ``volume``."""

    low: Floats
    high: Floats
    value: Floats
    volume: Floats


def _explained_by_tree(tree: Any, table: Table) -> Floats | None:
    boxes = _boxes(tree, table.bounds)
    total = _variance(boxes.value, boxes.volume)
    if total <= 0:
        return None
    return np.array(
        [
            (
                _marginal_variance(boxes, places[0], table.bounds[places[0]])
                if len(places) == 1
                else _categorical_variance(boxes, places, table.bounds)
            )
            / total
            for places in table.places
        ]
    )


def _boxes(tree: Any, bounds: Floats) -> _Boxes:
    """Return the leaves of a tree, found level by level."""
    low = np.empty((tree.node_count, len(bounds)))
    high = np.empty_like(low)
    low[0], high[0] = bounds.T
    level = np.array([0])
    while level.size:
        inner = level[tree.feature[level] >= 0]
        split, threshold = tree.feature[inner], tree.threshold[inner]
        left, right = tree.children_left[inner], tree.children_right[inner]
        for child in (left, right):
            low[child], high[child] = low[inner], high[inner]
        high[left, split] = threshold
        low[right, split] = threshold
        level = np.concatenate([left, right])
    leaves = np.flatnonzero(tree.feature < 0)
    volume = np.prod(high[leaves] - low[leaves], axis=1)
    # A cut at the very end of a range leaves nothing on its other side.
    some = volume > 0
    leaves = leaves[some]
    return _Boxes(low[leaves], high[leaves], tree.value[leaves, 0, 0], volume[some])


def _marginal_variance(boxes: _Boxes, column: int, bounds: Floats) -> float:
    """Return the variance of the mean prediction along one column."""
    low, high = boxes.low[:, column], boxes.high[:, column]
    cuts = np.unique(np.concatenate([bounds, low, high]))
    weight = boxes.volume / (high - low)
    begins, ends = np.searchsorted(cuts, low), np.searchsorted(cuts, high)

    def along(amount: Floats) -> Floats:
        """Sum an amount of every box over the pieces between cuts that the box covers."""
        size = len(cuts)
        steps = np.bincount(begins, amount, size) - np.bincount(ends, amount, size)
        sums: Floats = np.cumsum(steps)[:-1]
        return sums

    weights = along(weight)
    values = along(weight * boxes.value) / weights
    return _variance(values, weights * np.diff(cuts))


def _categorical_variance(boxes: _Boxes, places: Sequence[int], bounds: Floats) -> float:
    """Return the variance of the mean prediction over all corners of a parameter's columns.

    As in Optuna, which treats the columns of the choices as if any of them could be chosen
    together. Twenty choices have a million corners, so they are not walked: the boxes part the
    space, so every corner has the same weight, and the mean of the squares is a sum over pairs of
    boxes of how many corners they share.
    """
    split = [place for place in places if (boxes.low[:, place] > bounds[place, 0]).any()]
    if not split:
        return 0.0
    low, high = boxes.low[:, split], boxes.high[:, split]
    weight = boxes.volume / np.prod(high - low, axis=1)
    sides = np.hstack([high < 1, low > 0])  # a column that is 0 in a box, one that is 1
    patterns, place = np.unique(sides, axis=0, return_inverse=True)
    alike = np.bincount(place.ravel(), weight)
    sums = np.bincount(place.ravel(), weight * boxes.value)
    share = 0.5 ** patterns.sum(axis=1)  # of the corners that lie in boxes of a pattern
    whole = alike @ share
    sums = (sums - alike * (sums @ share / whole)) / whole
    variance = 0.0
    for start in range(0, len(patterns), _PATTERNS_AT_ONCE):
        some = slice(start, start + _PATTERNS_AT_ONCE)
        variance += float(sums[some] @ _shared_corners(patterns[some], patterns) @ sums)
    return max(0.0, variance)


def _shared_corners(ones: NDArray[np.bool_], others: NDArray[np.bool_]) -> Floats:
    """Return the share of all corners that lie in boxes of two patterns, ``[ones, others]``."""
    first, second = ones.astype(np.float64), others.astype(np.float64)
    columns = first.shape[1] // 2
    apart = first @ np.roll(second, columns, axis=1).T  # 0 in one of them and 1 in the other
    fixed = first.sum(axis=1)[:, None] + second.sum(axis=1) - first @ second.T
    return np.where(apart > 0, 0.0, 0.5**fixed)


def _variance(values: Floats, weights: Floats) -> float:
    mean = np.average(values, weights=weights)
    return float(np.average((values - mean) ** 2, weights=weights))
