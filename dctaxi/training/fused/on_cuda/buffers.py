"""A member's hyperparameters, and its buffers in a block's shared memory."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cuda.team import THREADS, on_device
from dctaxi.training.fused.population import ADAM, Population

layer_parameters = on_device(formulas.layer_parameters)

Vector = NDArray[np.float64]


class Member(NamedTuple):
    """The hyperparameters of one training, and sizes that follow from them.

    ``packed`` is ``[1]`` as on the CPU and ``widths`` ``[L + 1]``; ``batch_norm`` and ``adam`` are
    0 or 1, ``rows`` those of a batch; ``parameters`` is their number P, ``inputs`` the sum I of all
    layers' inputs, ``stride`` the distance S between neurons of a batch.
    """

    packed: NDArray[Any]
    widths: NDArray[np.int64]
    batch_norm: int
    adam: int
    rows: int
    parameters: int
    inputs: int
    stride: int


class Shared(NamedTuple):
    """The buffers of one member's training in shared memory, those of layers one after the other;
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
    packed = population.packed[index : index + 1]
    batch_norm = packed[0].batch_norm_linear_layers
    parameters = 0
    inputs = 0
    for layer in range(widths.size - 1):
        parameters += layer_parameters(widths[layer], widths[layer + 1], batch_norm)
        inputs += widths[layer]
    adam = 1 if packed[0].optimizer == ADAM else 0
    rows = packed[0].batch_size
    return Member(packed, widths, batch_norm, adam, rows, parameters, inputs, rows | 1)


@on_device
def allocate(buffer: Vector, member: Member) -> Shared:
    """Allocate the arrays of a training in the shared memory of its block."""
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
        buffer,
        buffer[count:],
        buffer[moments_at:],
        buffer[moments_at + count :],
        buffer[running_at:],
        buffer[running_at + statistics :],
        buffer[running_at + 2 * statistics :],
        buffer[running_at + 3 * statistics :],
        buffer[activations_at:],
        buffer[normalised_at:],
        buffer[deltas_at:],
        buffer[labels_at:],
        buffer[totals_at:],
    )
