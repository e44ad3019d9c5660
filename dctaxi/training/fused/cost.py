"""What training a member costs, where it is trained best, and how members share the threads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.population import Population, parameters

CHUNK_MEMBERS = 64
"""Most members that a thread trains without coming back: stop and progress fall in between."""

CHUNK_SECONDS = 0.05
"""Longest time that a chunk of several members should take."""

FLOPS_PER_SECOND = 4e9
"""What one thread of the kernel reaches on small networks, rounded down; it only sizes chunks."""


def training_flops(population: Population) -> NDArray[np.float64]:
    """Return the floating-point operations of each member's training ``[M]``.

    Forward and the two halves of backward take two operations per weight and row each; the
    optimiser about twenty per parameter. Validations are left out, being few.
    """
    weights = parameters(population)
    return np.asarray(population.max_batches * weights * (6.0 * population.batch_size + 20.0))


def chunks_of(flops: NDArray[np.float64], chosen: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Divide the chosen members ``[K]`` into chunks, the longest trainings first.

    Threads that take the next chunk whenever they are free then end at about the same time.
    """
    order = chosen[np.argsort(-flops[chosen], kind="stable")]
    limit = CHUNK_SECONDS * FLOPS_PER_SECOND
    first = 0
    while first < len(order):
        window = flops[order[first : first + CHUNK_MEMBERS]]
        within = int(np.searchsorted(np.cumsum(window), limit, side="right"))
        count = max(1, within)
        yield order[first : first + count]
        first += count
