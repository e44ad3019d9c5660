"""A batch's way through the network on the CPU and back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.batch_norm import (
    activation_means,
    batch_norm_activations,
    batch_norm_features,
    batch_norm_input_gradient,
    batch_norm_parameter_gradient,
    batch_statistics,
    feature_means,
    running_statistics,
)
from dctaxi.training.fused.on_cpu.buffers import Member, Scratch
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.linear import linear, linear_gradient, linear_input_gradient
from dctaxi.training.fused.on_cpu.loss import mean_squared_error, mean_squared_error_gradient
from dctaxi.training.fused.on_cpu.relu import relu, relu_gradient

EVALUATION, TRAINING = 0, 1


@compiled
def load_rows(
    columns: NDArray[np.float64], source: int, target: int, count: int, scratch: Scratch
) -> None:
    """Copy ``count`` rows of the columns, from ``source`` on, to ``target`` and on."""
    for row in range(count):
        scratch.labels[target + row] = columns[0, source + row]
    for feature in range(columns.shape[0] - 1):
        for row in range(count):
            copied = columns[feature + 1, source + row]
            scratch.activations[0, feature, target + row] = copied


@compiled
def load_batch(columns: NDArray[np.float64], step: int, rows: int, scratch: Scratch) -> None:
    """Take batch number ``step``, from 0: rows ``(step * rows + i) mod N`` of the columns."""
    available = columns.shape[1]
    source = (step * rows) % available
    target = 0
    while target < rows:
        count = min(rows - target, available - source)
        load_rows(columns, source, target, count, scratch)
        target += count
        source = 0


@compiled
def forward(member: Member, scratch: Scratch, mode: int, rows: int) -> float:
    """Predict the loaded batch, leave every layer's values behind and return the MSE.

    In the mode TRAINING, batch norm uses the batch's statistics and updates the running ones.
    """
    depth = member.widths.size - 1
    offset = 0
    for layer in range(depth):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        x = scratch.activations[layer]
        if member.batch_norm:
            mean, inverse = scratch.statistics[layer, 0, :inputs], scratch.statistics[layer, 1]
            running_mean, running_variance = scratch.running[layer, 0], scratch.running[layer, 1]
            if mode == TRAINING:
                if layer == 0:
                    feature_means(x, mean, rows)
                else:
                    activation_means(x, mean, rows)
                batch_statistics(x, mean, inverse, running_mean, running_variance, rows)
            else:
                running_statistics(running_mean, running_variance, mean, inverse)
            scale = scratch.parameters[offset : offset + inputs]
            shift = scratch.parameters[offset + inputs : offset + 2 * inputs]
            y = scratch.normalised[layer]
            if layer == 0:
                batch_norm_features(x, scale, shift, mean, inverse, y, rows)
            else:
                batch_norm_activations(x, scale, shift, mean, inverse, y, rows)
            x = y
            offset += 2 * inputs
        weight = scratch.parameters[offset : offset + outputs * inputs]
        offset += outputs * inputs
        bias = scratch.parameters[offset : offset + outputs]
        offset += outputs
        if layer < depth - 1:
            linear(weight, bias, x, scratch.deltas[0], inputs, rows)
            relu(scratch.deltas[0], scratch.activations[layer + 1], outputs, rows)
        else:
            linear(weight, bias, x, scratch.activations[depth], inputs, rows)
    return mean_squared_error(scratch.activations[depth, 0], scratch.labels, rows)


@compiled
def backward(member: Member, scratch: Scratch, rows: int) -> None:
    """Set the gradients of the batch's mean squared error by all parameters."""
    depth = member.widths.size - 1
    offset = scratch.parameters.size
    dz, dx = scratch.deltas[0], scratch.deltas[1]
    mean_squared_error_gradient(scratch.activations[depth, 0], scratch.labels, dz[0], rows)
    for layer in range(depth - 1, -1, -1):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        x = scratch.activations[layer]
        y = scratch.normalised[layer] if member.batch_norm else x
        bias_at = offset - outputs
        weight_at = bias_at - outputs * inputs
        linear_gradient(
            dz, y, scratch.gradients[weight_at:bias_at], scratch.gradients[bias_at:offset],
            inputs, rows,
        )  # fmt: skip
        offset = weight_at
        if layer == 0 and not member.batch_norm:
            return
        weight = scratch.parameters[weight_at:bias_at]
        linear_input_gradient(weight, dz, dx, outputs, inputs, rows)
        if member.batch_norm:
            offset -= 2 * inputs
            mean, inverse = scratch.statistics[layer, 0, :inputs], scratch.statistics[layer, 1]
            dscale = scratch.gradients[offset : offset + inputs]
            dshift = scratch.gradients[offset + inputs : weight_at]
            batch_norm_parameter_gradient(x, mean, inverse, dx, dscale, dshift, rows)
            if layer == 0:
                return
            scale = scratch.parameters[offset : offset + inputs]
            batch_norm_input_gradient(x, scale, mean, inverse, dscale, dshift, dx, rows)
        relu_gradient(x, dx, inputs, rows)
        dz, dx = dx, dz


@compiled
def evaluate(member: Member, columns: NDArray[np.float64], step: int, scratch: Scratch) -> float:
    """Return the RMSE of batch number ``step``, from 0, of a set, in eval mode."""
    load_batch(columns, step, member.rows, scratch)
    return math.sqrt(forward(member, scratch, EVALUATION, member.rows))


@compiled
def evaluate_all(member: Member, columns: NDArray[np.float64], scratch: Scratch) -> float:
    """Return the RMSE of all rows of a set, in eval mode."""
    available = columns.shape[1]
    at_once = scratch.labels.size
    squares = 0.0
    for source in range(0, available, at_once):
        count = min(at_once, available - source)
        load_rows(columns, source, 0, count, scratch)
        squares += forward(member, scratch, EVALUATION, count) * count
    return math.sqrt(squares / available)
