"""The layers of a network on the CPU: forward, backward, batch norm, loss.

Notation: a layer has I inputs and O outputs; a batch has B rows. Values of a batch are
``[neurons, B]``, one neuron after the other, so that innermost loops run over neighbouring rows
and become vector instructions. Arrays may be larger than named: the counts say what is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.compiled import (
    compiled,
    compiled_as_written,
    compiled_in_any_order,
    fused_multiply_add,
)

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

inverse_deviation = compiled(formulas.inverse_deviation)
running_average = compiled_as_written(formulas.running_average)
batch_norm_gradient = compiled(formulas.batch_norm_gradient)


@compiled
def linear(weight: Vector, bias: Vector, x: Matrix, z: Matrix, inputs: int, rows: int) -> None:
    """Set ``z = weight @ x + bias``: weight ``[O * I]``, bias ``[O]``, x ``[I, B]``,
    z ``[O, B]``.
    """
    for output in range(bias.size):
        z_row = z[output]
        for row in range(rows):
            z_row[row] = bias[output]
    add_products(weight, inputs, 1, x, z, bias.size, inputs, rows)


@compiled
def linear_input_gradient(
    weight: Vector, dz: Matrix, dx: Matrix, outputs: int, inputs: int, rows: int
) -> None:
    """Set ``dx = weight.T @ dz``: weight ``[O * I]``, dz ``[O, B]``, dx ``[I, B]``."""
    for neuron in range(inputs):
        dx_row = dx[neuron]
        for row in range(rows):
            dx_row[row] = 0.0
    add_products(weight, 1, inputs, dz, dx, inputs, outputs, rows)


@compiled
def add_products(
    weight: Vector,
    out_stride: int,
    in_stride: int,
    x: Matrix,
    z: Matrix,
    outputs: int,
    inputs: int,
    rows: int,
) -> None:
    """Add to each ``z[o]`` the sum over i of ``weight[o * out_stride + i * in_stride] * x[i]``.

    Four inputs at a time, then the one to three that are left: a pass over the rows costs as much
    to begin as ten rows take. The terms are added in their order, as matrix products do.
    """
    whole = inputs - inputs % 4
    for output in range(outputs):
        z_row = z[output]
        at = output * out_stride
        for neuron in range(0, whole, 4):
            w0 = weight[at]
            w1 = weight[at + in_stride]
            w2 = weight[at + 2 * in_stride]
            w3 = weight[at + 3 * in_stride]
            x0, x1, x2, x3 = x[neuron], x[neuron + 1], x[neuron + 2], x[neuron + 3]
            for row in range(rows):
                z_row[row] = z_row[row] + w0 * x0[row] + w1 * x1[row] + w2 * x2[row] + w3 * x3[row]
            at += 4 * in_stride
        if inputs - whole == 3:
            w0 = weight[at]
            w1 = weight[at + in_stride]
            w2 = weight[at + 2 * in_stride]
            x0, x1, x2 = x[whole], x[whole + 1], x[whole + 2]
            for row in range(rows):
                z_row[row] = z_row[row] + w0 * x0[row] + w1 * x1[row] + w2 * x2[row]
        elif inputs - whole == 2:
            w0 = weight[at]
            w1 = weight[at + in_stride]
            x0, x1 = x[whole], x[whole + 1]
            for row in range(rows):
                z_row[row] = z_row[row] + w0 * x0[row] + w1 * x1[row]
        elif inputs - whole == 1:
            w0 = weight[at]
            x0 = x[whole]
            for row in range(rows):
                z_row[row] = z_row[row] + w0 * x0[row]


@compiled
def linear_gradient(
    dz: Matrix, x: Matrix, dweight: Vector, dbias: Vector, inputs: int, rows: int
) -> None:
    """Set ``dweight = dz @ x.T`` and ``dbias`` to the sums over rows of dz.

    Shapes: dz ``[O, B]``, x ``[I, B]``, dweight ``[O * I]``, dbias ``[O]``.
    """
    outputs = dbias.size
    for output in range(0, outputs, 2):
        other = min(output + 1, outputs - 1)  # the last one twice where their number is odd
        at, other_at = output * inputs, other * inputs
        for neuron in range(0, inputs, 2):
            next_ = min(neuron + 1, inputs - 1)
            dots = four_dots(dz[output], dz[other], x[neuron], x[next_], rows)
            dweight[at + neuron], dweight[at + next_] = dots[0], dots[1]
            dweight[other_at + neuron], dweight[other_at + next_] = dots[2], dots[3]
        dbias[output] = total(dz[output], rows)
        dbias[other] = total(dz[other], rows)


@compiled_in_any_order
def four_dots(
    a: Vector, b: Vector, c: Vector, d: Vector, rows: int
) -> tuple[float, float, float, float]:
    """Return the sums over rows of ``a * c``, ``a * d``, ``b * c`` and ``b * d``, all ``[B]``.

    Together they read half of what four single sums would.
    """
    ac = ad = bc = bd = 0.0
    for row in range(rows):
        ac += a[row] * c[row]
        ad += a[row] * d[row]
        bc += b[row] * c[row]
        bd += b[row] * d[row]
    return ac, ad, bc, bd


@compiled_in_any_order
def dot(a: Vector, b: Vector, rows: int) -> float:
    """Return the sum over rows of ``a * b``, both ``[B]``."""
    products = 0.0
    for row in range(rows):
        products += a[row] * b[row]
    return products


@compiled_in_any_order
def total(a: Vector, rows: int) -> float:
    """Return the sum of ``a`` over rows, ``[B]``."""
    values = 0.0
    for row in range(rows):
        values += a[row]
    return values


@compiled_in_any_order
def centred_dot(a: Vector, b: Vector, centre: float, rows: int) -> float:
    """Return the sum over rows of ``a * (b - centre)``, both ``[B]``."""
    products = 0.0
    for row in range(rows):
        products += a[row] * (b[row] - centre)
    return products


@compiled_in_any_order
def centred_squares(a: Vector, centre: float, rows: int) -> float:
    """Return the sum over rows of ``(a - centre)²``, ``[B]``."""
    squares = 0.0
    for row in range(rows):
        squares += (a[row] - centre) * (a[row] - centre)
    return squares


@compiled_as_written
def cascaded_total(a: Vector, rows: int) -> float:
    """Return the sum of ``a`` over rows, ``[B]``, added up in the order of ``torch.sum``.

    Four interleaved sums in blocks of 16 (ATen/native/cpu/SumKernel.cpp, ``row_sum``). The mean of
    a coordinate is a thousand times its deviation: batch norm magnifies how it was rounded.
    """
    block0 = block1 = block2 = block3 = 0.0
    sum0 = sum1 = sum2 = sum3 = 0.0
    groups = rows // 4
    for group in range(groups):
        sum0 += a[4 * group]
        sum1 += a[4 * group + 1]
        sum2 += a[4 * group + 2]
        sum3 += a[4 * group + 3]
        if group % 16 == 15:
            block0, block1, block2, block3 = (
                block0 + sum0,
                block1 + sum1,
                block2 + sum2,
                block3 + sum3,
            )
            sum0 = sum1 = sum2 = sum3 = 0.0
    sum0 += block0
    sum1 += block1
    sum2 += block2
    sum3 += block3
    for row in range(4 * groups, rows):
        sum0 += a[row]
    return sum0 + sum1 + sum2 + sum3


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
