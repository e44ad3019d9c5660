"""The mean squared error on the CPU, forward and backward; notation as in ``linear``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.compiled import compiled

Vector = NDArray[np.float64]


@compiled
def mean_squared_error(prediction: Vector, label: Vector, rows: int) -> float:
    """Return the mean squared error of predictions and labels, both ``[B]``."""
    squares = 0.0
    for row in range(rows):
        difference = prediction[row] - label[row]
        squares += difference * difference
    return squares / rows


@compiled
def mean_squared_error_gradient(
    prediction: Vector, label: Vector, dprediction: Vector, rows: int
) -> None:
    """Set the gradient of the mean squared error by each prediction, all ``[B]``."""
    for row in range(rows):
        dprediction[row] = 2.0 * (prediction[row] - label[row]) / rows
