"""Batch norm on the CPU, forward and backward; notation as in ``linear``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cpu.compiled import compiled, compiled_as_written, fused_multiply_add
from dctaxi.training.fused.on_cpu.sums import cascaded_total, centred_dot, centred_squares, total

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

inverse_deviation = compiled(formulas.inverse_deviation)
running_average = compiled_as_written(formulas.running_average)
batch_norm_gradient = compiled(formulas.batch_norm_gradient)


@compiled
def feature_means(x: Matrix, mean: Vector, rows: int) -> None:
    """Set the means over a batch, summed up in torch's order: x ``[I, B]``, mean ``[I]``."""
    for neuron in range(mean.size):
        mean[neuron] = cascaded_total(x[neuron], rows) / rows


@compiled
def activation_means(x: Matrix, mean: Vector, rows: int) -> None:
    """Set the means over a batch: x ``[I, B]``, mean ``[I]``."""
    for neuron in range(mean.size):
        mean[neuron] = total(x[neuron], rows) / rows


@compiled
def batch_statistics(
    x: Matrix,
    mean: Vector,
    inverse: Vector,
    running_mean: Vector,
    running_variance: Vector,
    rows: int,
) -> None:
    """Set the inverse deviations of a batch with these means, and update running statistics.

    The batch's variance is biased, the running one unbiased. x ``[I, B]``, the others ``[I]``.
    """
    for neuron in range(mean.size):
        squares = centred_squares(x[neuron], mean[neuron], rows)
        inverse[neuron] = inverse_deviation(squares / rows)
        running_mean[neuron] = running_average(running_mean[neuron], mean[neuron])
        running_variance[neuron] = running_average(running_variance[neuron], squares / (rows - 1))


@compiled
def running_statistics(
    running_mean: Vector, running_variance: Vector, mean: Vector, inverse: Vector
) -> None:
    """Take mean and inverse deviation from the running statistics, all ``[I]``."""
    for neuron in range(mean.size):
        mean[neuron] = running_mean[neuron]
        inverse[neuron] = inverse_deviation(running_variance[neuron])


@compiled_as_written
def batch_norm_features(
    x: Matrix, scale: Vector, shift: Vector, mean: Vector, inverse: Vector, y: Matrix, rows: int
) -> None:
    """Set ``y = (x - mean) * inverse * scale + shift``: x, y ``[I, B]``, the others ``[I]``."""
    for neuron in range(scale.size):
        x_row, y_row = x[neuron], y[neuron]
        for row in range(rows):
            normalised = (x_row[row] - mean[neuron]) * inverse[neuron]
            y_row[row] = normalised * scale[neuron] + shift[neuron]


@compiled
def batch_norm_activations(
    x: Matrix, scale: Vector, shift: Vector, mean: Vector, inverse: Vector, y: Matrix, rows: int
) -> None:
    """Set the same, rounded otherwise: x times a slope, plus an offset.

    torch takes this way on the CPU for inputs that are contiguous, which the activations are and
    the features, a slice of the data's columns, are not. Deep networks magnify the difference.
    """
    for neuron in range(scale.size):
        x_row, y_row = x[neuron], y[neuron]
        slope = inverse[neuron] * scale[neuron]
        offset = fused_multiply_add(-mean[neuron], slope, shift[neuron])
        for row in range(rows):
            y_row[row] = fused_multiply_add(x_row[row], slope, offset)


@compiled
def batch_norm_parameter_gradient(
    x: Matrix, mean: Vector, inverse: Vector, dy: Matrix, dscale: Vector, dshift: Vector, rows: int
) -> None:
    """Set the gradients of scale and shift: x, dy ``[I, B]``, the others ``[I]``."""
    for neuron in range(mean.size):
        products = centred_dot(dy[neuron], x[neuron], mean[neuron], rows)
        dscale[neuron] = products * inverse[neuron]
        dshift[neuron] = total(dy[neuron], rows)


@compiled
def batch_norm_input_gradient(
    x: Matrix,
    scale: Vector,
    mean: Vector,
    inverse: Vector,
    dscale: Vector,
    dshift: Vector,
    dy: Matrix,
    rows: int,
) -> None:
    """Turn the gradients ``dy`` of the outputs into those of the inputs, in place.

    Shapes: x, dy ``[I, B]``, the others ``[I]``.
    """
    for neuron in range(mean.size):
        x_row, dy_row = x[neuron], dy[neuron]
        centre = mean[neuron]
        mean_dy = dshift[neuron] / rows
        slope = dscale[neuron] * inverse[neuron] / rows
        factor = inverse[neuron] * scale[neuron]
        for row in range(rows):
            dy_row[row] = batch_norm_gradient(
                dy_row[row], x_row[row] - centre, mean_dy, slope, factor
            )
