"""The fused engine: thousands of trainings a second, each wholly inside one compiled kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np

from dctaxi.training.cores import usable_cores
from dctaxi.training.fused import preparation
from dctaxi.training.fused.base import Options, PopulationEngine
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import Path, paths
from dctaxi.training.fused.on_cpu import backend as cpu
from dctaxi.training.fused.population import Population, columns_of, scratch_sizes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData

BUFFER_BYTES = 2**30
"""Memory for activations and weights, all threads together."""

MEMBER_BYTES = 2**29
"""Memory for those of one member, whatever threads there are; larger ones go one by one."""


class FusedEngine(PopulationEngine):
    """Trains specs together on the CPU, each as one member of a population.

    Members too wide for the kernel are trained by PyTorch.
    ``threads`` is the number of threads, by default one per core that this process may use;
    outcomes do not depend on it. The contract is :class:`dctaxi.training.engine.Engine`'s.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads or usable_cores()

    @property
    def id(self) -> Literal["fused"]:
        """Name of the engine."""
        return "fused"

    @property
    def device(self) -> str:
        """The device in words."""
        return "cpu"

    def _train(
        self, population: Population, data: TaxiData, options: Options
    ) -> Iterator[TrainedChunk]:
        columns = columns_of(data)
        path = paths(population, MEMBER_BYTES)
        in_kernel, alone = (np.flatnonzero(path == way) for way in Path)
        if len(in_kernel) and preparation.prepared_before(options["should_stop"]):
            kernel = preparation.ensure_prepared()
            for members, threads in self._shared_out(population, in_kernel):
                yield from cpu.train(
                    population, members, columns, kernel, threads=threads, **options
                )
        if len(alone):
            from dctaxi.training.fused import one_by_one

            yield from one_by_one.train(population, alone, columns, **options)

    def _shared_out(
        self, population: Population, chosen: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int64], int]]:
        """Give the chosen members with the threads that train them: fewer for the largest, whose
        buffers are not there once for each.
        """
        needed = 8 * scratch_sizes(population)[chosen]
        large = needed > BUFFER_BYTES // self._threads
        if not large.all():
            yield chosen[~large], self._threads
        if large.any():
            yield chosen[large], max(1, BUFFER_BYTES // int(needed.max()))
