"""The cells of a grid: which values they stand for, and in which order to fill them."""

from __future__ import annotations

import dataclasses
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dctaxi.space import Choices, Dimension, Fixed, IntRange, Value, from_unit


def cell_values(dimension: Dimension, count: int) -> tuple[Value, ...]:
    """Return the values of at most ``count`` cells along a dimension, lowest first.

    A dimension with no more values than that, and a list of choices, give a cell to each value;
    others are cut into equal cells, in log scale where they are, and stand for their middles.
    """
    if isinstance(dimension, Fixed):
        return (dimension.value,)
    if isinstance(dimension, Choices):
        return dimension.values
    if dimension.size is not None and dimension.size <= count:
        count = dimension.size
        if isinstance(dimension, IntRange):  # each value gets a cell, whatever the scale
            dimension = dataclasses.replace(dimension, log=False)
    middles = (np.arange(count) + 0.5) / count
    return tuple(cast("list[Value]", np.unique(from_unit(dimension, middles)).tolist()))


def even_order(columns: int, rows: int) -> NDArray[np.intp]:
    """Return every cell as ``[columns * rows, 2]`` of column and row, the first ones spread out.

    The order is that of a Bayer matrix, as in ordered dithering (Bayer 1973): whatever part of
    it is done is scattered evenly over the grid.
    """
    column, row = (
        axis.ravel() for axis in np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
    )
    place = np.zeros(columns * rows, dtype=np.int64)
    for bit in range(max(columns, rows).bit_length()):
        place = place << 2 | (((column ^ row) >> bit & 1) << 1) | (row >> bit & 1)
    return np.column_stack([column, row])[np.argsort(place, kind="stable")]
