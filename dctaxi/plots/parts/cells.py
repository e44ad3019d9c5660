"""The objective in cells over a pair of hyperparameters: medians of the trials that are there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.plots.parts.axes import Axis, axis_of, lacks
from dctaxi.plots.parts.numbers import count_text, usd
from dctaxi.plots.parts.stretches import part_edges, part_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter

_MIN_CELLS = 8

ENOUGH = 3
"""Trials of a cell, on average; fewer make a median pure noise, and no cell the lowest."""


class Cells(NamedTuple):
    """Cells over two axes and the trials in them.

    ``x_edges [columns + 1]`` and ``y_edges [rows + 1]`` are in the axes' positions.
    ``objectives [rows, columns]`` is the median objective in USD of a cell's ``counts`` trials
    with a result, NaN where there are none. ``x``, ``y``, ``values`` (NaN without a result) and
    ``numbers`` are all trials that have both parameters, ``lacking`` how many have not.
    """

    x_axis: Axis
    y_axis: Axis
    x_edges: NDArray[np.float64]
    y_edges: NDArray[np.float64]
    objectives: NDArray[np.float64]
    counts: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    numbers: NDArray[np.int64]
    lacking: int

    @property
    def few(self) -> NDArray[np.bool_]:
        """Which cells ``[rows, columns]`` have trials with a result, but not ``ENOUGH``."""
        few: NDArray[np.bool_] = (self.counts > 0) & (self.counts < ENOUGH)
        return few

    @property
    def lowest(self) -> tuple[int, int] | None:
        """Row and column of the lowest median of ``ENOUGH`` trials; None without such a cell."""
        medians = np.where(self.counts >= ENOUGH, self.objectives, np.inf)
        if not np.isfinite(medians).any():
            return None
        row, column = np.unravel_index(np.argmin(medians), medians.shape)
        return int(row), int(column)

    def cell_text(self, row: int, column: int) -> str:
        """Say where a cell lies, its median, and of how many trials."""
        x, y = self.cell_names(row * (len(self.x_edges) - 1) + column)
        return (
            f"{usd(float(self.objectives[row, column]))} "
            f"({count_text(int(self.counts[row, column]), 'trial')}) at "
            f"{self.x_axis.name} {x} and {self.y_axis.name} {y}"
        )

    def groups(self) -> list[NDArray[np.float64]]:
        """Return the objectives of each cell's trials, NaN without a result; row after row."""
        columns = len(self.x_edges) - 1
        cell = _place(self.y, self.y_edges) * columns + _place(self.x, self.x_edges)
        order = np.argsort(cell, kind="stable")
        ends = np.searchsorted(cell[order], np.arange(1, self.objectives.size))
        return np.split(self.values[order], ends)

    def cell_names(self, place: int) -> tuple[str, str]:
        """Say which values of x and of y the cell at a place of ``groups`` holds."""
        row, column = divmod(place, len(self.x_edges) - 1)
        return between(self.x_axis, self.x_edges, column), between(self.y_axis, self.y_edges, row)

    def table(self) -> pd.DataFrame:
        """Return the cells that have trials with a result, the lowest median first.

        Those with too few of them for a median come last.
        """
        rows, columns = np.nonzero(self.counts)
        medians = self.objectives[rows, columns]
        best = np.lexsort((medians, self.few[rows, columns]))
        x_texts = [between(self.x_axis, self.x_edges, i) for i in range(len(self.x_edges) - 1)]
        y_texts = [between(self.y_axis, self.y_edges, i) for i in range(len(self.y_edges) - 1)]
        return pd.DataFrame(
            {
                self.x_axis.name: [x_texts[column] for column in columns[best]],
                self.y_axis.name: [y_texts[row] for row in rows[best]],
                "median objective (USD)": medians[best],
                "trials": self.counts[rows, columns][best],
            }
        )


def cells_of(ended: pd.DataFrame, x: Parameter, y: Parameter, most: int) -> Cells:
    """Sort ended trials into cells over the whole ranges of two parameters.

    There is about one cell for three trials, at most ``most`` a side; a category has one each, and
    so has each value of a range with few steps.
    """
    both = ended[~(lacks(x, ended[x.column]) | lacks(y, ended[y.column]))]
    values = both["value"].to_numpy(dtype=np.float64)
    finite = np.isfinite(values)
    x_axis, y_axis = axis_of(x, both[x.column]), axis_of(y, both[y.column])
    xs, ys = x_axis.positions(both[x.column]), y_axis.positions(both[y.column])
    wanted = math.ceil(math.sqrt(finite.sum() / ENOUGH))
    wanted = min(most, max(_MIN_CELLS, wanted))
    x_edges, y_edges = _edges(x_axis, x, wanted), _edges(y_axis, y, wanted)
    shape = (len(y_edges) - 1, len(x_edges) - 1)
    objectives, counts = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    cell = _place(ys[finite], y_edges) * shape[1] + _place(xs[finite], x_edges)
    groups = pd.Series(values[finite]).groupby(cell)
    medians, sizes = groups.median(), groups.size()
    objectives.flat[medians.index.to_numpy()] = medians.to_numpy()
    counts.flat[sizes.index.to_numpy()] = sizes.to_numpy()
    return Cells(
        x_axis,
        y_axis,
        x_edges,
        y_edges,
        objectives,
        counts,
        xs,
        ys,
        values,
        both["number"].to_numpy(dtype=np.int64),
        len(ended) - len(both),
    )


def between(axis: Axis, edges: NDArray[np.float64], place: int) -> str:
    """Say which values a cell holds of the axis whose edges these are."""
    if axis.categories:
        return str(axis.categories[place])
    return part_text(axis, *edges[place : place + 2])


def _edges(axis: Axis, parameter: Parameter, wanted: int) -> NDArray[np.float64]:
    """Return cell edges: one cell a category, or a value where those are few, else even."""
    if axis.categories:
        return np.arange(len(axis.categories) + 1, dtype=np.float64) - 0.5
    return part_edges(axis, parameter, wanted)


def _place(positions: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    places: NDArray[np.intp] = np.searchsorted(edges, positions, side="right") - 1
    return np.clip(places, 0, len(edges) - 2)
