"""A fully connected layer on the CPU, forward and backward.

Notation: a layer has I inputs and O outputs; a batch has B rows. Values of a batch are
``[neurons, B]``, one neuron after the other, so that innermost loops run over neighbouring rows
and become vector instructions. Arrays may be larger than named: the counts say what is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.sums import four_dots, total

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


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
    to begin as ten rows take.
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
                z_row[row] = z_row[row] + (
                    w0 * x0[row] + w1 * x1[row] + w2 * x2[row] + w3 * x3[row]
                )
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
