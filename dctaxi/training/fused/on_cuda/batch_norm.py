"""Batch norm on CUDA, forward and backward; notation as in ``linear``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import (
    LANES,
    THREADS,
    WARPS,
    on_device,
    thread_number,
)

Vector = NDArray[np.float64]

inverse_deviation = on_device(formulas.inverse_deviation)
running_average = on_device(formulas.running_average)
batch_norm_gradient = on_device(formulas.batch_norm_gradient)


@on_device
def cascaded_total(a: Vector, at: int, rows: int) -> float:
    """Return the sum of ``a[at:at + rows]``, added up in torch's order as in ``on_cpu.sums``."""
    block0 = block1 = block2 = block3 = 0.0
    sum0 = sum1 = sum2 = sum3 = 0.0
    groups = rows // 4
    for group in range(groups):
        sum0 += a[at + 4 * group]
        sum1 += a[at + 4 * group + 1]
        sum2 += a[at + 4 * group + 2]
        sum3 += a[at + 4 * group + 3]
        if group % 16 == 15:
            block0 += sum0
            block1 += sum1
            block2 += sum2
            block3 += sum3
            sum0 = sum1 = sum2 = sum3 = 0.0
    sum0 += block0
    sum1 += block1
    sum2 += block2
    sum3 += block3
    for row in range(4 * groups, rows):
        sum0 += a[at + row]
    return sum0 + sum1 + sum2 + sum3


@on_device
def batch_statistics(
    x: Vector,
    mean: Vector,
    inverse: Vector,
    running_mean: Vector,
    running_variance: Vector,
    inputs: int,
    rows: int,
    stride: int,
) -> None:
    """Take mean and inverse deviation over a batch, and update the running statistics with them.

    The batch's variance is biased, the running one unbiased.
    """
    for neuron in range(thread_number(), inputs, THREADS):
        centre = cascaded_total(x, neuron * stride, rows) / rows
        squares = 0.0
        for row in range(rows):
            deviation = x[neuron * stride + row] - centre
            squares += deviation * deviation
        mean[neuron] = centre
        inverse[neuron] = inverse_deviation(squares / rows)
        running_mean[neuron] = running_average(running_mean[neuron], centre)
        running_variance[neuron] = running_average(running_variance[neuron], squares / (rows - 1))
    cuda.syncthreads()


@on_device
def running_statistics(
    running_mean: Vector, running_variance: Vector, mean: Vector, inverse: Vector, inputs: int
) -> None:
    """Take mean and inverse deviation from the running statistics."""
    for neuron in range(thread_number(), inputs, THREADS):
        mean[neuron] = running_mean[neuron]
        inverse[neuron] = inverse_deviation(running_variance[neuron])
    cuda.syncthreads()


@on_device
def batch_norm(
    x: Vector,
    scale: Vector,
    shift: Vector,
    mean: Vector,
    inverse: Vector,
    y: Vector,
    inputs: int,
    rows: int,
    stride: int,
) -> None:
    """Set ``y = (x - mean) * inverse * scale + shift``."""
    for neuron in range(cuda.threadIdx.y, inputs, WARPS):
        for row in range(cuda.threadIdx.x, rows, LANES):
            normalised = (x[neuron * stride + row] - mean[neuron]) * inverse[neuron]
            y[neuron * stride + row] = normalised * scale[neuron] + shift[neuron]
    cuda.syncthreads()


@on_device
def batch_norm_parameter_gradient(
    x: Vector,
    mean: Vector,
    inverse: Vector,
    dy: Vector,
    dscale: Vector,
    dshift: Vector,
    inputs: int,
    rows: int,
    stride: int,
) -> None:
    """Set the gradients of scale and shift."""
    for neuron in range(thread_number(), inputs, THREADS):
        products = 0.0
        values = 0.0
        for row in range(rows):
            value = dy[neuron * stride + row]
            products += value * (x[neuron * stride + row] - mean[neuron])
            values += value
        dscale[neuron] = products * inverse[neuron]
        dshift[neuron] = values
    cuda.syncthreads()


@on_device
def batch_norm_input_gradient(
    x: Vector,
    scale: Vector,
    mean: Vector,
    inverse: Vector,
    dscale: Vector,
    dshift: Vector,
    dy: Vector,
    inputs: int,
    rows: int,
    stride: int,
) -> None:
    """Turn the gradients ``dy`` of the outputs into those of the inputs, in place."""
    for neuron in range(cuda.threadIdx.y, inputs, WARPS):
        mean_dy = dshift[neuron] / rows
        slope = dscale[neuron] * inverse[neuron] / rows
        factor = inverse[neuron] * scale[neuron]
        for row in range(cuda.threadIdx.x, rows, LANES):
            at = neuron * stride + row
            dy[at] = batch_norm_gradient(dy[at], x[at] - mean[neuron], mean_dy, slope, factor)
    cuda.syncthreads()
