"""A fully connected layer on CUDA, forward and backward, shared by a block.

Notation as in ``on_cpu.linear``. Values of a batch are ``[neurons * stride]``, row b of neuron n at
``n * stride + b``; an odd stride spreads the neurons of one row over the banks of shared memory.
Every function is called by all threads of a block and waits for them at its end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import (
    LANES,
    THREADS,
    WARPS,
    on_device,
    thread_number,
)

Vector = NDArray[np.float64]


@on_device
def linear(
    weight: Vector,
    bias: Vector,
    x: Vector,
    z: Vector,
    inputs: int,
    outputs: int,
    rows: int,
    stride: int,
    rectify: int,
) -> None:
    """Set ``z = weight @ x + bias``, and 0 where that is not above 0 if ``rectify`` is 1."""
    for output in range(cuda.threadIdx.y, outputs, WARPS):
        for row in range(cuda.threadIdx.x, rows, LANES):
            value = bias[output]
            for neuron in range(inputs):
                value += weight[output * inputs + neuron] * x[neuron * stride + row]
            if rectify and value <= 0.0:
                value = 0.0
            z[output * stride + row] = value
    cuda.syncthreads()


@on_device
def linear_input_gradient(
    weight: Vector, dz: Vector, dx: Vector, inputs: int, outputs: int, rows: int, stride: int
) -> None:
    """Set ``dx = weight.T @ dz``."""
    for neuron in range(cuda.threadIdx.y, inputs, WARPS):
        for row in range(cuda.threadIdx.x, rows, LANES):
            value = 0.0
            for output in range(outputs):
                value += weight[output * inputs + neuron] * dz[output * stride + row]
            dx[neuron * stride + row] = value
    cuda.syncthreads()


@on_device
def linear_gradient(
    dz: Vector,
    x: Vector,
    dweight: Vector,
    dbias: Vector,
    inputs: int,
    outputs: int,
    rows: int,
    stride: int,
) -> None:
    """Set ``dweight = dz @ x.T`` and ``dbias`` to the sums over rows of dz."""
    for place in range(thread_number(), outputs * inputs, THREADS):
        output = place // inputs
        neuron = place - output * inputs
        value = 0.0
        for row in range(rows):
            value += dz[output * stride + row] * x[neuron * stride + row]
        dweight[place] = value
    for output in range(THREADS - 1 - thread_number(), outputs, THREADS):
        value = 0.0
        for row in range(rows):
            value += dz[output * stride + row]
        dbias[output] = value
    cuda.syncthreads()
