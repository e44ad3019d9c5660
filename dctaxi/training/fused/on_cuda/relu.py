"""ReLU's gradient on CUDA, where ``linear`` does the forward part; notation as there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import (
    LANES,
    WARPS,
    on_device,
)

Vector = NDArray[np.float64]


@on_device
def relu_gradient(x: Vector, dx: Vector, neurons: int, rows: int, stride: int) -> None:
    """Let no gradient ``dx`` pass where the output ``x`` is 0."""
    for neuron in range(cuda.threadIdx.y, neurons, WARPS):
        for row in range(cuda.threadIdx.x, rows, LANES):
            if x[neuron * stride + row] <= 0.0:
                dx[neuron * stride + row] = 0.0
    cuda.syncthreads()
