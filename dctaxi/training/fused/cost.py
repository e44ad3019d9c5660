"""What training a member costs, where it is trained best, and how members share the threads."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.population import (
    Population,
    batch_norms,
    inputs_of_layers,
    parameters,
    scratch_sizes,
)

CHUNK_MEMBERS = 64
"""Most members that a thread trains without coming back: stop and progress fall in between."""

CHUNKS_PER_THREAD = 4
"""Fewest chunks that each thread should get."""

CHUNK_SECONDS = 0.05
"""Longest time that a chunk of several members should take."""

FLOPS_PER_SECOND = 4e9
"""What one thread of the kernel reaches on small networks, rounded down; it only sizes chunks."""


WIDE_FAN_IN = 24.0
"""Mean inputs of a neuron from which torch's matrix products may beat the kernel's loops."""

LARGE_LAYER_FLOPS = 3.6e7
"""Operations of one layer in one step from which they do, for such networks: then torch, on all
cores, gains more than its calls cost.
"""


class Path(IntEnum):
    """Where the CPU trains a member: in the compiled kernel, or by PyTorch one at a time."""

    CPU_KERNEL = 0
    ONE_BY_ONE = 1


def paths(population: Population, buffer_bytes: int) -> NDArray[np.int64]:
    """Return the path of each member ``[M]``, which depends on nothing but the member itself.

    ``buffer_bytes`` is what one member may use. What is wide and large was measured on two cores
    with one member alone, the kernel's worst case: docs/decisions/fused-cpu.md.
    """
    layers = np.diff(population.start) - 1
    layer_flops = training_flops(population) / population.of("max_batches") / layers
    wide = (mean_fan_in(population) >= WIDE_FAN_IN) & (layer_flops >= LARGE_LAYER_FLOPS)
    large = 8 * scratch_sizes(population) > buffer_bytes
    return np.asarray(np.where(wide | large, Path.ONE_BY_ONE, Path.CPU_KERNEL), np.int64)


def mean_fan_in(population: Population) -> NDArray[np.float64]:
    """Return the inputs of a neuron, averaged over all neurons of each member ``[M]``."""
    inputs = inputs_of_layers(population)
    outputs = inputs - population.widths[population.start[:-1]] + 1
    linear = parameters(population) - 2 * inputs * batch_norms(population)
    return np.asarray((linear - outputs) / outputs)


def training_flops(population: Population) -> NDArray[np.float64]:
    """Return the floating-point operations of each member's training ``[M]``.

    Forward and the two halves of backward take two operations per weight and row each; the
    optimiser about twenty per parameter. Validations are left out, being few.
    """
    weights = parameters(population)
    rows, steps = population.of("batch_size"), population.of("max_batches")
    return np.asarray(steps * weights * (6.0 * rows + 20.0))


def over_soon(flops: NDArray[np.float64], threads: int) -> bool:
    """Tell whether trainings take some threads no longer than a chunk, all of them together."""
    limit = CHUNK_SECONDS * FLOPS_PER_SECOND
    return bool(flops.sum() <= threads * limit and flops.max() <= limit)


def dealt(
    flops: NDArray[np.float64], chosen: NDArray[np.int64], threads: int
) -> list[NDArray[np.int64]]:
    """Deal the chosen members ``[K]`` to some threads, to and fro from the longest training on.

    For trainings that are over in a moment: a thread that comes back for more then waits for
    Python's lock about as long as it trains.
    """
    order = chosen[np.argsort(-flops[chosen], kind="stable")]
    place = np.arange(len(order)) % (2 * threads)
    whose = np.minimum(place, 2 * threads - 1 - place)
    hands = (order[whose == thread] for thread in range(threads))
    return [hand for hand in hands if len(hand)]


def chunks_of(
    flops: NDArray[np.float64], chosen: NDArray[np.int64], threads: int
) -> Iterator[NDArray[np.int64]]:
    """Divide the chosen members ``[K]`` into chunks for some threads, the longest trainings first.

    Threads that take the next chunk whenever they are free then end at about the same time; few
    members make small chunks, so that each thread gets several.
    """
    most = min(CHUNK_MEMBERS, -(-len(chosen) // (CHUNKS_PER_THREAD * threads)))
    order = chosen[np.argsort(-flops[chosen], kind="stable")]
    limit = CHUNK_SECONDS * FLOPS_PER_SECOND
    first = 0
    while first < len(order):
        window = flops[order[first : first + most]]
        within = int(np.searchsorted(np.cumsum(window), limit, side="right"))
        count = max(1, within)
        yield order[first : first + count]
        first += count
