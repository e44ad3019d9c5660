"""The layers of a network on CUDA: the same functions as in ``layers``, shared by a block.

Notation as there. Values of a batch are ``[neurons * stride]``, row b of neuron n at
``n * stride + b``; an odd stride spreads the neurons of one row over the banks of shared memory.
Every function is called by all threads of a block and waits for them at its end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.cuda_library import cuda
from dctaxi.training.fused.cuda_team import (
    LANES,
    THREADS,
    WARPS,
    block_total,
    on_device,
    thread_number,
)

Vector = NDArray[np.float64]

inverse_deviation = on_device(formulas.inverse_deviation)
running_average = on_device(formulas.running_average)
batch_norm_gradient = on_device(formulas.batch_norm_gradient)


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


@on_device
def relu_gradient(x: Vector, dx: Vector, neurons: int, rows: int, stride: int) -> None:
    """Let no gradient ``dx`` pass where the output ``x`` is 0."""
    for neuron in range(cuda.threadIdx.y, neurons, WARPS):
        for row in range(cuda.threadIdx.x, rows, LANES):
            if x[neuron * stride + row] <= 0.0:
                dx[neuron * stride + row] = 0.0
    cuda.syncthreads()


@on_device
def cascaded_total(a: Vector, at: int, rows: int) -> float:
    """Return the sum of ``a[at:at + rows]``, added up in torch's order as in ``layers``."""
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


@on_device
def mean_squared_error(prediction: Vector, label: Vector, rows: int, room: Vector) -> float:
    """Return the mean squared error of predictions and labels, to all threads."""
    squares = 0.0
    for row in range(thread_number(), rows, THREADS):
        difference = prediction[row] - label[row]
        squares += difference * difference
    return block_total(squares, room) / rows


@on_device
def mean_squared_error_gradient(
    prediction: Vector, label: Vector, dprediction: Vector, rows: int
) -> None:
    """Set the gradient of the mean squared error by each prediction."""
    for row in range(thread_number(), rows, THREADS):
        dprediction[row] = 2.0 * (prediction[row] - label[row]) / rows
    cuda.syncthreads()
