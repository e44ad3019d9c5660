"""The whole training of one member on the CPU: from its seed to its learning curve."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas, layers, optimizer, twister
from dctaxi.training.fused.compiled import compiled
from dctaxi.training.fused.population import FINISHED, STOPPED, Columns

layer_parameters = compiled(formulas.layer_parameters)
is_validated = compiled(formulas.is_validated)


EVALUATION, TRAINING = 0, 1


class Member(NamedTuple):
    """The hyperparameters of one training. ``widths`` is ``[L + 1]``: features, neurons, 1.

    ``batch_norm`` and ``adam`` are 0 or 1; without ``adam`` the optimiser is SGD.
    """

    seed: int
    widths: NDArray[np.int64]
    batch_norm: int
    adam: int
    lr: float
    batch_size: int
    max_batches: int


class Scratch(NamedTuple):
    """Room for one member's training: P parameters, L layers of at most W inputs, B rows.

    ``activations[l]`` are the inputs of layer l before batch norm, ``normalised[l]`` those after
    it; ``statistics[l]`` and ``running[l]`` hold means, and inverse deviations or variances.
    """

    parameters: NDArray[np.float64]  # [P]
    gradients: NDArray[np.float64]  # [P]
    moments: NDArray[np.float64]  # [2, P]
    running: NDArray[np.float64]  # [L, 2, W]
    statistics: NDArray[np.float64]  # [L, 2, W]
    activations: NDArray[np.float64]  # [L + 1, W, B]
    normalised: NDArray[np.float64]  # [L, W, B]
    deltas: NDArray[np.float64]  # [2, W, B], values before a ReLU going forward, gradients back
    labels: NDArray[np.float64]  # [B]


@compiled
def parameter_count(widths: NDArray[np.int64], batch_norm: int) -> int:
    """Return the number of parameters of a network with widths ``[L + 1]``."""
    count = 0
    for layer in range(widths.size - 1):
        count += layer_parameters(widths[layer], widths[layer + 1], batch_norm)
    return count


@compiled
def widest(widths: NDArray[np.int64]) -> int:
    """Return the largest of the widths ``[L + 1]``."""
    most = 1
    for index in range(widths.size):
        most = max(most, widths[index])
    return most


@compiled
def carve(
    room: NDArray[np.float64], widths: NDArray[np.int64], batch_norm: int, rows: int
) -> Scratch:
    """Divide room, ``[at least scratch_sizes]``, among the arrays of one training."""
    depth, width = widths.size - 1, widest(widths)
    count = parameter_count(widths, batch_norm)
    area = width * rows
    end1 = 4 * count
    end2 = end1 + 4 * depth * width
    end3 = end2 + (depth + 1) * area
    end4 = end3 + depth * batch_norm * area
    end5 = end4 + 2 * area
    vectors = room[:end1].reshape((4, count))
    moments = room[end1:end2].reshape((2 * depth, 2, width))
    return Scratch(
        vectors[0],
        vectors[1],
        vectors[2:],
        moments[:depth],
        moments[depth:],
        room[end2:end3].reshape((depth + 1, width, rows)),
        room[end3:end4].reshape((depth * batch_norm, width, rows)),
        room[end4:end5].reshape((2, width, rows)),
        room[end5 : end5 + rows],
    )


@compiled
def initialise(member: Member, scratch: Scratch, state: NDArray[np.uint32]) -> None:
    """Set all parameters and statistics as torch does; ``state`` is ``[624]``."""
    for index in range(scratch.parameters.size):
        scratch.moments[0, index] = 0.0
        scratch.moments[1, index] = 0.0
    twister.seed_twister(state, member.seed)
    drawn = 0
    offset = 0
    for layer in range(member.widths.size - 1):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        if member.batch_norm:
            for neuron in range(inputs):
                scratch.parameters[offset + neuron] = 1.0
                scratch.parameters[offset + inputs + neuron] = 0.0
                scratch.running[layer, 0, neuron] = 0.0
                scratch.running[layer, 1, neuron] = 1.0
            offset += 2 * inputs
        weight = scratch.parameters[offset : offset + outputs * inputs]
        drawn = twister.draw_uniform(state, drawn, twister.weight_bound(inputs), weight)
        offset += outputs * inputs
        bias = scratch.parameters[offset : offset + outputs]
        drawn = twister.draw_uniform(state, drawn, twister.bias_bound(inputs), bias)
        offset += outputs


@compiled
def load_batch(columns: NDArray[np.float64], step: int, rows: int, scratch: Scratch) -> None:
    """Take batch number ``step``, from 0: rows ``(step * rows + i) mod N`` of the columns."""
    available = columns.shape[1]
    source = (step * rows) % available
    target = 0
    while target < rows:
        count = min(rows - target, available - source)
        for row in range(count):
            scratch.labels[target + row] = columns[0, source + row]
        for feature in range(columns.shape[0] - 1):
            for row in range(count):
                copied = columns[feature + 1, source + row]
                scratch.activations[0, feature, target + row] = copied
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
                    layers.feature_means(x, mean, rows)
                else:
                    layers.activation_means(x, mean, rows)
                layers.batch_statistics(x, mean, inverse, running_mean, running_variance, rows)
            else:
                layers.running_statistics(running_mean, running_variance, mean, inverse)
            scale = scratch.parameters[offset : offset + inputs]
            shift = scratch.parameters[offset + inputs : offset + 2 * inputs]
            y = scratch.normalised[layer]
            if layer == 0:
                layers.batch_norm_features(x, scale, shift, mean, inverse, y, rows)
            else:
                layers.batch_norm_activations(x, scale, shift, mean, inverse, y, rows)
            x = y
            offset += 2 * inputs
        weight = scratch.parameters[offset : offset + outputs * inputs]
        offset += outputs * inputs
        bias = scratch.parameters[offset : offset + outputs]
        offset += outputs
        if layer < depth - 1:
            layers.linear(weight, bias, x, scratch.deltas[0], inputs, rows)
            layers.relu(scratch.deltas[0], scratch.activations[layer + 1], outputs, rows)
        else:
            layers.linear(weight, bias, x, scratch.activations[depth], inputs, rows)
    return layers.mean_squared_error(scratch.activations[depth, 0], scratch.labels, rows)


@compiled
def backward(member: Member, scratch: Scratch, rows: int) -> None:
    """Set the gradients of the batch's mean squared error by all parameters."""
    depth = member.widths.size - 1
    offset = scratch.parameters.size
    dz, dx = scratch.deltas[0], scratch.deltas[1]
    layers.mean_squared_error_gradient(scratch.activations[depth, 0], scratch.labels, dz[0], rows)
    for layer in range(depth - 1, -1, -1):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        x = scratch.activations[layer]
        y = scratch.normalised[layer] if member.batch_norm else x
        bias_at = offset - outputs
        weight_at = bias_at - outputs * inputs
        layers.linear_gradient(
            dz, y, scratch.gradients[weight_at:bias_at], scratch.gradients[bias_at:offset],
            inputs, rows,
        )  # fmt: skip
        offset = weight_at
        if layer == 0 and not member.batch_norm:
            return
        weight = scratch.parameters[weight_at:bias_at]
        layers.linear_input_gradient(weight, dz, dx, outputs, inputs, rows)
        if member.batch_norm:
            offset -= 2 * inputs
            mean, inverse = scratch.statistics[layer, 0, :inputs], scratch.statistics[layer, 1]
            dscale = scratch.gradients[offset : offset + inputs]
            dshift = scratch.gradients[offset + inputs : weight_at]
            layers.batch_norm_parameter_gradient(x, mean, inverse, dx, dscale, dshift, rows)
            if layer == 0:
                return
            scale = scratch.parameters[offset : offset + inputs]
            layers.batch_norm_input_gradient(x, scale, mean, inverse, dscale, dshift, dx, rows)
        layers.relu_gradient(x, dx, inputs, rows)
        dz, dx = dx, dz


@compiled
def evaluate(member: Member, columns: NDArray[np.float64], step: int, scratch: Scratch) -> float:
    """Return the RMSE of batch number ``step``, from 0, of a set, in eval mode."""
    load_batch(columns, step, member.batch_size, scratch)
    return math.sqrt(forward(member, scratch, EVALUATION, member.batch_size))


@compiled
def train_member(
    member: Member,
    columns: Columns,
    scratch: Scratch,
    state: NDArray[np.uint32],
    stop: NDArray[np.uint8],
    curve: NDArray[np.float64],
    final: NDArray[np.float64],
) -> int:
    """Train a member and return how it ended: FINISHED, STOPPED, or the step of divergence.

    Validation p of the schedule leaves the step's training RMSE and the validation RMSE in
    ``curve[p]``, NaN where there was none; ``final`` gets the eval-mode RMSE of the last training
    batch and that of the test set. ``stop[0]`` is read at each step.
    """
    for index in range(curve.shape[0]):
        curve[index, 0] = curve[index, 1] = np.nan
    final[0] = final[1] = np.nan
    initialise(member, scratch, state)
    point = 0
    for step in range(1, member.max_batches + 1):
        if stop[0]:
            return STOPPED
        load_batch(columns.train, step - 1, member.batch_size, scratch)
        loss = forward(member, scratch, TRAINING, member.batch_size)
        if not math.isfinite(loss):
            return step
        backward(member, scratch, member.batch_size)
        optimizer.clip(scratch.gradients)
        if member.adam:
            optimizer.adamw_step(
                scratch.parameters, scratch.gradients, scratch.moments[0], scratch.moments[1],
                member.lr, step,
            )  # fmt: skip
        else:
            optimizer.sgd_step(scratch.parameters, scratch.gradients, member.lr)
        if is_validated(step, member.max_batches):
            curve[point, 0] = math.sqrt(loss)
            curve[point, 1] = evaluate(member, columns.val, 0, scratch)
            if not math.isfinite(curve[point, 1]):
                return step
            point += 1
    final[0] = evaluate(member, columns.train, member.max_batches - 1, scratch)
    if columns.test.shape[1] > 0:
        final[1] = evaluate(member, columns.test, 0, scratch)
    return FINISHED
