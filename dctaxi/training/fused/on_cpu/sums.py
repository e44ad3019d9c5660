"""Sums over the rows of a batch, the only places where terms are added in any order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.compiled import (
    compiled_as_written,
    compiled_freely,
    compiled_in_any_order,
)

Vector = NDArray[np.float64]


@compiled_in_any_order
def total(a: Vector, rows: int) -> float:
    """Return the sum of ``a`` over rows, ``[B]``."""
    values = 0.0
    for row in range(rows):
        values += a[row]
    return values


@compiled_freely
def dot(a: Vector, b: Vector, rows: int) -> float:
    """Return the sum over rows of ``a * b``, both ``[B]``."""
    products = 0.0
    for row in range(rows):
        products += a[row] * b[row]
    return products


@compiled_freely
def four_dots(
    a: Vector, b: Vector, c: Vector, d: Vector, rows: int
) -> tuple[float, float, float, float]:
    """Return the sums over rows of ``a * c``, ``a * d``, ``b * c`` and ``b * d``, all ``[B]``.

    Together they read half of what four single sums would.
    """
    ac = ad = bc = bd = 0.0
    for row in range(rows):
        ac += a[row] * c[row]
        ad += a[row] * d[row]
        bc += b[row] * c[row]
        bd += b[row] * d[row]
    return ac, ad, bc, bd


@compiled_freely
def centred_dot(a: Vector, b: Vector, centre: float, rows: int) -> float:
    """Return the sum over rows of ``a * (b - centre)``, both ``[B]``."""
    products = 0.0
    for row in range(rows):
        products += a[row] * (b[row] - centre)
    return products


@compiled_in_any_order
def centred_squares(a: Vector, centre: float, rows: int) -> float:
    """Return the sum over rows of ``(a - centre)²``, ``[B]``, each square rounded as in torch."""
    squares = 0.0
    for row in range(rows):
        squares += (a[row] - centre) * (a[row] - centre)
    return squares


@compiled_as_written
def cascaded_total(a: Vector, rows: int) -> float:
    """Return the sum of ``a`` over rows, ``[B]``, added up in the order of ``torch.sum``.

    Four interleaved sums in blocks of 16 (ATen/native/cpu/SumKernel.cpp, ``row_sum``). The mean of
    a coordinate is a thousand times its deviation: batch norm magnifies how it was rounded.
    """
    block0 = block1 = block2 = block3 = 0.0
    sum0 = sum1 = sum2 = sum3 = 0.0
    groups = rows // 4
    for group in range(groups):
        sum0 += a[4 * group]
        sum1 += a[4 * group + 1]
        sum2 += a[4 * group + 2]
        sum3 += a[4 * group + 3]
        if group % 16 == 15:
            block0, block1, block2, block3 = (
                block0 + sum0,
                block1 + sum1,
                block2 + sum2,
                block3 + sum3,
            )
            sum0 = sum1 = sum2 = sum3 = 0.0
    sum0 += block0
    sum1 += block1
    sum2 += block2
    sum3 += block3
    for row in range(4 * groups, rows):
        sum0 += a[row]
    return sum0 + sum1 + sum2 + sum3
