"""The stacked engine: no compilation, and any device that PyTorch has."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from dctaxi.training.fused.base import Options, PopulationEngine
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.population import (
    OUT_OF_MEMORY,
    Population,
    allocate_results,
    columns_of,
)
from dctaxi.training.stacked.hardware import Hardware
from dctaxi.training.stacked.shapes import shapes_of
from dctaxi.training.stacked.stack import Sets
from dctaxi.training.stacked.training import Training

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


class StackedEngine(PopulationEngine):
    """Trains members of one shape side by side in plain PyTorch.

    Populations of at least ``fewest`` go to the ``card`` where one is given. The contract is
    :class:`dctaxi.training.engine.Engine`'s.
    """

    def __init__(
        self, hardware: Hardware | None = None, *, card: Hardware | None = None, fewest: int = 1
    ) -> None:
        self._hardware = hardware or Hardware(torch.device("cpu"), "cpu")
        self._card, self._fewest = card, fewest

    @property
    def id(self) -> Literal["stacked"]:
        """Name of the engine."""
        return "stacked"

    @property
    def device(self) -> str:
        """The device in words."""
        if self._card is None:
            return self._hardware.title
        return f"{self._card.title} from {self._fewest:,} trainings, {self._hardware.title} below"

    @torch.inference_mode()
    def _train(
        self, population: Population, data: TaxiData, options: Options
    ) -> Iterator[TrainedChunk]:
        columns, hardware = columns_of(data), self._hardware
        if self._card is not None and len(population.packed) >= self._fewest:
            hardware = self._card
        for shape, members in shapes_of(population, data.num_features):
            sets = Sets.of(columns, shape.rows, hardware.device, hardware.dtype)
            most = max(1, int(hardware.free_bytes() / sets.train.element_size() / shape.numbers))
            first = 0
            while first < len(members) and not options["should_stop"]():
                chunk, began_s = members[first : first + most], time.perf_counter()
                try:
                    with hardware.in_use():
                        results = Training(shape, population, chunk, sets).run(hardware, **options)
                except (MemoryError, RuntimeError) as error:
                    if not _of_memory(error):
                        raise
                    if most > 1:
                        most = -(-len(chunk) // 2)
                        continue
                    nothing = np.zeros(len(chunk), np.int64)
                    results = allocate_results(population, chunk, nothing, keep_weights=False)
                    results.ended[:] = OUT_OF_MEMORY
                yield TrainedChunk(chunk, results, time.perf_counter() - began_s)
                first += most


_MEMORY_WORDS = ("not enough memory", "out of memory")


def _of_memory(error: Exception) -> bool:
    """Tell whether an error is of too little memory; not every device has a class for it."""
    of_class = isinstance(error, MemoryError | torch.OutOfMemoryError)
    return of_class or any(words in str(error) for words in _MEMORY_WORDS)
