"""The mean squared error on CUDA, forward and backward; notation as in ``linear``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import (
    THREADS,
    block_total,
    on_device,
    thread_number,
)

Vector = NDArray[np.float64]


@on_device
def mean_squared_error(prediction: Vector, label: Vector, rows: int, buffer: Vector) -> float:
    """Return the mean squared error of predictions and labels, to all threads."""
    squares = 0.0
    for row in range(thread_number(), rows, THREADS):
        difference = prediction[row] - label[row]
        squares += difference * difference
    return block_total(squares, buffer) / rows


@on_device
def mean_squared_error_gradient(
    prediction: Vector, label: Vector, dprediction: Vector, rows: int
) -> None:
    """Set the gradient of the mean squared error by each prediction."""
    for row in range(thread_number(), rows, THREADS):
        dprediction[row] = 2.0 * (prediction[row] - label[row]) / rows
    cuda.syncthreads()
