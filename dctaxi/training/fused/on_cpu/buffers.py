"""A member's hyperparameters, and the buffers of its training, as the kernel sees them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.population import Population

layer_parameters = compiled(formulas.layer_parameters)


class Member(NamedTuple):
    """The hyperparameters of one training. ``widths`` is ``[L + 1]``: features, neurons, 1.

    ``batch_norm`` is 0 or 1. ``packed`` is ``[1]``, since a tuple of compiled code holds no record:
    ``member.packed[0].lr``.
    """

    packed: NDArray[Any]
    widths: NDArray[np.int64]
    batch_norm: int
    rows: int


class Scratch(NamedTuple):
    """The buffers of one member's training: P parameters, L layers of at most W inputs, B rows.

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
def member_of(population: Population, index: int) -> Member:
    """Return a member's hyperparameters."""
    widths = population.widths[population.start[index] : population.start[index + 1]]
    packed = population.packed[index : index + 1]
    return Member(packed, widths, packed[0].batch_norm_linear_layers, packed[0].batch_size)


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
def allocate(
    buffer: NDArray[np.float64], widths: NDArray[np.int64], batch_norm: int, rows: int
) -> Scratch:
    """Allocate the arrays of one training in ``buffer``, ``[at least scratch_sizes]``."""
    depth, width = widths.size - 1, widest(widths)
    count = parameter_count(widths, batch_norm)
    area = width * rows
    end1 = 4 * count
    end2 = end1 + 4 * depth * width
    end3 = end2 + (depth + 1) * area
    end4 = end3 + depth * batch_norm * area
    end5 = end4 + 2 * area
    vectors = buffer[:end1].reshape((4, count))
    moments = buffer[end1:end2].reshape((2 * depth, 2, width))
    return Scratch(
        vectors[0],
        vectors[1],
        vectors[2:],
        moments[:depth],
        moments[depth:],
        buffer[end2:end3].reshape((depth + 1, width, rows)),
        buffer[end3:end4].reshape((depth * batch_norm, width, rows)),
        buffer[end4:end5].reshape((2, width, rows)),
        buffer[end5 : end5 + rows],
    )
