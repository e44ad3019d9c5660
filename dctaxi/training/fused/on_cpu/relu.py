"""ReLU on the CPU, forward and backward; notation as in ``linear``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.compiled import compiled

Matrix = NDArray[np.float64]


@compiled
def relu(z: Matrix, x: Matrix, neurons: int, rows: int) -> None:
    """Set ``x`` to z where it is above 0, else to 0, both ``[neurons, B]``; NaN stays NaN.

    Done in place, it would become a store under a condition, which is no vector instruction.
    """
    for neuron in range(neurons):
        z_row, x_row = z[neuron], x[neuron]
        for row in range(rows):
            x_row[row] = 0.0 if z_row[row] <= 0.0 else z_row[row]


@compiled
def relu_gradient(x: Matrix, dx: Matrix, neurons: int, rows: int) -> None:
    """Let no gradient ``dx`` pass where the output ``x`` is 0, both ``[neurons, B]``."""
    for neuron in range(neurons):
        x_row, dx_row = x[neuron], dx[neuron]
        for row in range(rows):
            dx_row[row] = 0.0 if x_row[row] <= 0.0 else dx_row[row]
