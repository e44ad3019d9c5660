"""A batch's way through the network on CUDA and back, laid out like ``on_cpu.passes``."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cuda.batch_norm import (
    batch_norm,
    batch_norm_input_gradient,
    batch_norm_parameter_gradient,
    batch_statistics,
    running_statistics,
)
from dctaxi.training.fused.on_cuda.buffers import Member, Shared
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.linear import linear, linear_gradient, linear_input_gradient
from dctaxi.training.fused.on_cuda.loss import mean_squared_error, mean_squared_error_gradient
from dctaxi.training.fused.on_cuda.relu import relu_gradient
from dctaxi.training.fused.on_cuda.team import LANES, WARPS, on_device

EVALUATION, TRAINING = 0, 1


@on_device
def load_rows(
    columns: NDArray[np.float64], start: int, rows: int, member: Member, shared: Shared
) -> None:
    """Take ``rows`` rows of the columns from ``start`` on, counted around the end."""
    available = columns.shape[1]
    for row in range(cuda.threadIdx.x, rows, LANES):
        source = (start + row) % available
        for feature in range(cuda.threadIdx.y, columns.shape[0], WARPS):
            if feature == 0:
                shared.labels[row] = columns[0, source]
            else:
                place = (feature - 1) * member.stride + row
                shared.activations[place] = columns[feature, source]
    cuda.syncthreads()


@on_device
def load_batch(columns: NDArray[np.float64], step: int, member: Member, shared: Shared) -> None:
    """Take batch number ``step``, from 0: rows ``(step * rows + i) mod N`` of the columns."""
    start = (step * member.rows) % columns.shape[1]
    load_rows(columns, start, member.rows, member, shared)


@on_device
def forward(member: Member, shared: Shared, mode: int, rows: int) -> float:
    """Predict the loaded rows, leave every layer's values behind and return the MSE.

    In the mode TRAINING, batch norm uses the batch's statistics and updates the running ones.
    """
    depth = member.widths.size - 1
    stride = member.stride
    offset = 0
    before = 0  # inputs of the layers before this one
    for layer in range(depth):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        x = shared.activations[before * stride :]
        if member.batch_norm:
            mean, inverse = shared.mean[before:], shared.inverse[before:]
            running_mean = shared.running_mean[before:]
            running_variance = shared.running_variance[before:]
            if mode == TRAINING:
                batch_statistics(
                    x, mean, inverse, running_mean, running_variance, inputs, rows, stride
                )
            else:
                running_statistics(running_mean, running_variance, mean, inverse, inputs)
            scale = shared.parameters[offset:]
            shift = shared.parameters[offset + inputs :]
            y = shared.normalised[before * stride :]
            batch_norm(x, scale, shift, mean, inverse, y, inputs, rows, stride)
            x = y
            offset += 2 * inputs
        weight = shared.parameters[offset:]
        bias = shared.parameters[offset + outputs * inputs :]
        offset += outputs * (inputs + 1)
        before += inputs
        z = shared.activations[before * stride :]
        linear(weight, bias, x, z, inputs, outputs, rows, stride, layer < depth - 1)
    prediction = shared.activations[before * stride :]
    return mean_squared_error(prediction, shared.labels, rows, shared.totals)


@on_device
def backward(member: Member, shared: Shared) -> None:
    """Set the gradients of the batch's mean squared error by all parameters."""
    depth = member.widths.size - 1
    rows, stride = member.rows, member.stride
    widest = 0
    for layer in range(depth + 1):
        widest = max(widest, member.widths[layer])
    offset = member.parameters
    before = member.inputs
    dz_at, dx_at = 0, widest * stride
    mean_squared_error_gradient(
        shared.activations[before * stride :], shared.labels, shared.deltas, rows
    )
    for layer in range(depth - 1, -1, -1):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        before -= inputs
        offset -= outputs * (inputs + 1)
        bias_at = offset + outputs * inputs
        dz, dx = shared.deltas[dz_at:], shared.deltas[dx_at:]
        x = shared.activations[before * stride :]
        y = x
        if member.batch_norm:
            y = shared.normalised[before * stride :]
        linear_gradient(
            dz, y, shared.gradients[offset:], shared.gradients[bias_at:],
            inputs, outputs, rows, stride,
        )  # fmt: skip
        if layer == 0 and not member.batch_norm:
            return
        weight = shared.parameters[offset:]
        linear_input_gradient(weight, dz, dx, inputs, outputs, rows, stride)
        if member.batch_norm:
            offset -= 2 * inputs
            mean, inverse = shared.mean[before:], shared.inverse[before:]
            dscale, dshift = shared.gradients[offset:], shared.gradients[offset + inputs :]
            batch_norm_parameter_gradient(
                x, mean, inverse, dx, dscale, dshift, inputs, rows, stride
            )
            if layer == 0:
                return
            scale = shared.parameters[offset:]
            batch_norm_input_gradient(
                x, scale, mean, inverse, dscale, dshift, dx, inputs, rows, stride
            )
        relu_gradient(x, dx, inputs, rows, stride)
        dz_at, dx_at = dx_at, dz_at


@on_device
def evaluate(member: Member, columns: NDArray[np.float64], step: int, shared: Shared) -> float:
    """Return the RMSE of batch number ``step``, from 0, of a set, in eval mode."""
    load_batch(columns, step, member, shared)
    return math.sqrt(forward(member, shared, EVALUATION, member.rows))


@on_device
def evaluate_all(member: Member, columns: NDArray[np.float64], shared: Shared) -> float:
    """Return the RMSE of all rows of a set, in eval mode."""
    available = columns.shape[1]
    squares = 0.0
    for start in range(0, available, member.rows):
        rows = min(member.rows, available - start)
        load_rows(columns, start, rows, member, shared)
        squares += forward(member, shared, EVALUATION, rows) * rows
    return math.sqrt(squares / available)
