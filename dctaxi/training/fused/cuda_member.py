"""The whole training of one member by one block on CUDA, laid out like ``member``.

All of it lies in shared memory. Every function is called by all threads of the block.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import float64, uint32
from numpy.typing import NDArray

from dctaxi.training.fused import cuda_layers as layers
from dctaxi.training.fused import cuda_optimizer as optimizer
from dctaxi.training.fused import formulas, mersenne
from dctaxi.training.fused.cuda_library import cuda
from dctaxi.training.fused.cuda_team import (
    LANES,
    THREADS,
    WARPS,
    block_total,
    on_device,
    thread_number,
)
from dctaxi.training.fused.mersenne import DOUBLES, SHIFT, WORDS
from dctaxi.training.fused.population import FINISHED, STOPPED, Columns, Population, Results

EVALUATION, TRAINING = 0, 1

layer_parameters = on_device(formulas.layer_parameters)
is_validated = on_device(formulas.is_validated)
seed_word = on_device(mersenne.seed_word)
twisted = on_device(mersenne.twisted)
tempered = on_device(mersenne.tempered)
fraction = on_device(mersenne.fraction)
weight_bound = on_device(mersenne.weight_bound)
bias_bound = on_device(mersenne.bias_bound)

Vector = NDArray[np.float64]


class Member(NamedTuple):
    """The hyperparameters of one training, and sizes that follow from them.

    ``widths`` is ``[L + 1]``; ``parameters`` is their number P, ``inputs`` the sum I of all layers'
    inputs, ``stride`` the distance S between neurons of a batch.
    """

    widths: NDArray[np.int64]
    batch_norm: int
    adam: int
    lr: float
    rows: int
    max_batches: int
    parameters: int
    inputs: int
    stride: int


class Shared(NamedTuple):
    """Room for one member's training in shared memory. Arrays of layers are one after the other;
    ``deltas`` are two of the widest layer; without batch norm or AdamW their parts are empty.
    """

    parameters: Vector  # [P]
    gradients: Vector  # [P]
    first: Vector  # [P]
    second: Vector  # [P]
    running_mean: Vector  # [I]
    running_variance: Vector  # [I]
    mean: Vector  # [I]
    inverse: Vector  # [I]
    activations: Vector  # [(I + 1) * S]
    normalised: Vector  # [I * S]
    deltas: Vector  # [2 * W * S]
    labels: Vector  # [S]
    totals: Vector  # [THREADS]


@on_device
def member_of(population: Population, index: int) -> Member:
    """Return a member's hyperparameters and sizes."""
    widths = population.widths[population.start[index] : population.start[index + 1]]
    batch_norm = population.batch_norm[index]
    parameters = 0
    inputs = 0
    for layer in range(widths.size - 1):
        parameters += layer_parameters(widths[layer], widths[layer + 1], batch_norm)
        inputs += widths[layer]
    return Member(
        widths,
        batch_norm,
        population.adam[index],
        population.lr[index],
        population.batch_size[index],
        population.max_batches[index],
        parameters,
        inputs,
        population.batch_size[index] | 1,
    )


@on_device
def carve(room: Vector, member: Member) -> Shared:
    """Divide the block's shared memory among the arrays of its training."""
    count = member.parameters
    statistics = member.inputs * member.batch_norm
    moments_at = 2 * count
    running_at = moments_at + 2 * count * member.adam
    activations_at = running_at + 4 * statistics
    normalised_at = activations_at + (member.inputs + 1) * member.stride
    labels_at = normalised_at + statistics * member.stride
    totals_at = labels_at + member.stride
    deltas_at = totals_at + THREADS
    return Shared(
        room,
        room[count:],
        room[moments_at:],
        room[moments_at + count :],
        room[running_at:],
        room[running_at + statistics :],
        room[running_at + 2 * statistics :],
        room[running_at + 3 * statistics :],
        room[activations_at:],
        room[normalised_at:],
        room[deltas_at:],
        room[labels_at:],
        room[totals_at:],
    )


@on_device
def twist(state: NDArray[np.uint32]) -> None:
    """Advance the state ``[624]`` to its next 624 words, ``THREADS`` words at a time.

    A word depends on the one ``SHIFT`` ahead, which wraps around to words of earlier turns.
    """
    for first in range(0, WORDS, THREADS):
        index = first + thread_number()
        word = state[index % WORDS]
        if index < WORDS:
            word = twisted(word, state[(index + 1) % WORDS], state[(index + SHIFT) % WORDS])
        cuda.syncthreads()
        if index < WORDS:
            state[index] = word
        cuda.syncthreads()


@on_device
def draw_uniform(
    state: NDArray[np.uint32], turn: int, drawn: int, count: int, bound: float, values: Vector
) -> None:
    """Set those of ``count`` values that are drawn in this turn of the generator.

    ``drawn`` doubles have been drawn before the first value; a turn gives ``DOUBLES`` of them.
    """
    for index in range(thread_number(), count, THREADS):
        place = drawn + index - turn * DOUBLES
        if 0 <= place < DOUBLES:
            value = fraction(tempered(state[2 * place]), tempered(state[2 * place + 1]))
            values[index] = cuda.fma(value, bound - -bound, -bound)


@on_device
def initialise(member: Member, seed: int, shared: Shared, state: NDArray[np.uint32]) -> None:
    """Set all parameters and statistics as torch does; ``state`` is ``[624]``."""
    if thread_number() == 0:
        word = np.uint32(seed)
        state[0] = word
        for index in range(1, WORDS):
            word = seed_word(word, index)
            state[index] = word
    if member.adam:
        for index in range(thread_number(), member.parameters, THREADS):
            shared.first[index] = 0.0
            shared.second[index] = 0.0
    if member.batch_norm:
        for index in range(thread_number(), member.inputs, THREADS):
            shared.running_mean[index] = 0.0
            shared.running_variance[index] = 1.0
    cuda.syncthreads()
    linear_parameters = member.parameters - 2 * member.inputs * member.batch_norm
    for turn in range((linear_parameters + DOUBLES - 1) // DOUBLES):
        twist(state)
        drawn = 0
        offset = 0
        for layer in range(member.widths.size - 1):
            inputs, outputs = member.widths[layer], member.widths[layer + 1]
            if member.batch_norm:
                for neuron in range(thread_number(), inputs, THREADS):
                    shared.parameters[offset + neuron] = 1.0
                    shared.parameters[offset + inputs + neuron] = 0.0
                offset += 2 * inputs
            weight = shared.parameters[offset:]
            draw_uniform(state, turn, drawn, outputs * inputs, weight_bound(inputs), weight)
            drawn += outputs * inputs
            offset += outputs * inputs
            bias = shared.parameters[offset:]
            draw_uniform(state, turn, drawn, outputs, bias_bound(inputs), bias)
            drawn += outputs
            offset += outputs
        cuda.syncthreads()


@on_device
def load_batch(columns: NDArray[np.float64], step: int, member: Member, shared: Shared) -> None:
    """Take batch number ``step``, from 0: rows ``(step * rows + i) mod N`` of the columns."""
    available = columns.shape[1]
    start = (step * member.rows) % available
    for row in range(cuda.threadIdx.x, member.rows, LANES):
        source = (start + row) % available
        for feature in range(cuda.threadIdx.y, columns.shape[0], WARPS):
            if feature == 0:
                shared.labels[row] = columns[0, source]
            else:
                place = (feature - 1) * member.stride + row
                shared.activations[place] = columns[feature, source]
    cuda.syncthreads()


@on_device
def forward(member: Member, shared: Shared, mode: int) -> float:
    """Predict the loaded batch, leave every layer's values behind and return the MSE.

    In the mode TRAINING, batch norm uses the batch's statistics and updates the running ones.
    """
    depth = member.widths.size - 1
    rows, stride = member.rows, member.stride
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
                layers.batch_statistics(
                    x, mean, inverse, running_mean, running_variance, inputs, rows, stride
                )
            else:
                layers.running_statistics(running_mean, running_variance, mean, inverse, inputs)
            scale = shared.parameters[offset:]
            shift = shared.parameters[offset + inputs :]
            y = shared.normalised[before * stride :]
            layers.batch_norm(x, scale, shift, mean, inverse, y, inputs, rows, stride)
            x = y
            offset += 2 * inputs
        weight = shared.parameters[offset:]
        bias = shared.parameters[offset + outputs * inputs :]
        offset += outputs * (inputs + 1)
        before += inputs
        z = shared.activations[before * stride :]
        layers.linear(weight, bias, x, z, inputs, outputs, rows, stride, layer < depth - 1)
    prediction = shared.activations[before * stride :]
    return layers.mean_squared_error(prediction, shared.labels, rows, shared.totals)


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
    layers.mean_squared_error_gradient(
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
        layers.linear_gradient(
            dz, y, shared.gradients[offset:], shared.gradients[bias_at:],
            inputs, outputs, rows, stride,
        )  # fmt: skip
        if layer == 0 and not member.batch_norm:
            return
        weight = shared.parameters[offset:]
        layers.linear_input_gradient(weight, dz, dx, inputs, outputs, rows, stride)
        if member.batch_norm:
            offset -= 2 * inputs
            mean, inverse = shared.mean[before:], shared.inverse[before:]
            dscale, dshift = shared.gradients[offset:], shared.gradients[offset + inputs :]
            layers.batch_norm_parameter_gradient(
                x, mean, inverse, dx, dscale, dshift, inputs, rows, stride
            )
            if layer == 0:
                return
            scale = shared.parameters[offset:]
            layers.batch_norm_input_gradient(
                x, scale, mean, inverse, dscale, dshift, dx, inputs, rows, stride
            )
        layers.relu_gradient(x, dx, inputs, rows, stride)
        dz_at, dx_at = dx_at, dz_at


@on_device
def update(member: Member, shared: Shared, step: int) -> None:
    """Clip the gradients and take one step of the optimiser, number ``step`` from 1."""
    coefficient = optimizer.clipping(shared.gradients, member.parameters, shared.totals)
    if member.adam:
        optimizer.adamw_step(
            shared.parameters, shared.gradients, shared.first, shared.second,
            member.parameters, coefficient, member.lr, step,
        )  # fmt: skip
    else:
        optimizer.sgd_step(
            shared.parameters, shared.gradients, member.parameters, coefficient, member.lr
        )


@on_device
def evaluate(member: Member, columns: NDArray[np.float64], step: int, shared: Shared) -> float:
    """Return the RMSE of batch number ``step``, from 0, of a set, in eval mode."""
    load_batch(columns, step, member, shared)
    return math.sqrt(forward(member, shared, EVALUATION))


@on_device
def train_member(
    member: Member,
    columns: Columns,
    shared: Shared,
    stop: NDArray[np.uint8],
    curve: NDArray[np.float64],
    final: NDArray[np.float64],
) -> int:
    """Train an initialised member and return how it ended, as ``member.train_member`` does.

    ``stop[0]`` is read at each validation.
    """
    thread = thread_number()
    for index in range(thread, curve.shape[0], THREADS):
        curve[index, 0] = math.nan
        curve[index, 1] = math.nan
    if thread == 0:
        final[0] = math.nan
        final[1] = math.nan
    cuda.syncthreads()
    point = 0
    for step in range(1, member.max_batches + 1):
        load_batch(columns.train, step - 1, member, shared)
        loss = forward(member, shared, TRAINING)
        if not math.isfinite(loss):
            return step
        backward(member, shared)
        update(member, shared, step)
        if is_validated(step, member.max_batches):
            val_rmse = evaluate(member, columns.val, 0, shared)
            if thread == 0:
                curve[point, 0] = math.sqrt(loss)
                curve[point, 1] = val_rmse
            if not math.isfinite(val_rmse):
                return step
            point += 1
            stopped = 0.0
            if thread == 0:
                stopped = float(stop[0])
            if step < member.max_batches and block_total(stopped, shared.totals) > 0.0:
                return STOPPED
    train_rmse_eval = evaluate(member, columns.train, member.max_batches - 1, shared)
    test_rmse = math.nan
    if columns.test.shape[1] > 0:
        test_rmse = evaluate(member, columns.test, 0, shared)
    if thread == 0:
        final[0] = train_rmse_eval
        final[1] = test_rmse
    return FINISHED


@on_device
def copy_weights(member: Member, shared: Shared, kept: Vector) -> None:
    """Copy the parameters, then each layer's running mean and variance, into ``kept``."""
    thread = thread_number()
    for index in range(thread, member.parameters, THREADS):
        kept[index] = shared.parameters[index]
    if member.batch_norm:
        offset = member.parameters
        before = 0
        for layer in range(member.widths.size - 1):
            inputs = member.widths[layer]
            for neuron in range(thread, inputs, THREADS):
                kept[offset + neuron] = shared.running_mean[before + neuron]
                kept[offset + inputs + neuron] = shared.running_variance[before + neuron]
            offset += 2 * inputs
            before += inputs


def train_members(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    stop: NDArray[np.uint8],
    results: Results,
) -> None:
    """Let each block train one of the chosen members ``[blocks]`` and fill its results."""
    room = cuda.shared.array(0, float64)
    state = cuda.shared.array(WORDS, uint32)
    place = cuda.blockIdx.x
    member = member_of(population, chosen[place])
    shared = carve(room, member)
    initialise(member, population.seed[chosen[place]], shared, state)
    curve = results.curve[results.point[place] : results.point[place + 1]]
    ended = train_member(member, columns, shared, stop, curve, results.final[place])
    if thread_number() == 0:
        results.ended[place] = ended
    kept = results.weights[results.weight[place] : results.weight[place + 1]]
    if kept.size > 0:
        copy_weights(member, shared, kept)
