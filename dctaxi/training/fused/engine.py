"""The fused engine: thousands of trainings a second, each wholly inside one compiled kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np

from dctaxi.errors import EngineError
from dctaxi.records import (
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    unfinished_outcome,
)
from dctaxi.training.devices import check_choice
from dctaxi.training.engine import DeviceChoice, ignore_progress, never_stop
from dctaxi.training.fused import cpu, cuda
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import training_flops
from dctaxi.training.fused.outcomes import outcomes_of, stopped_outcome
from dctaxi.training.fused.population import Population, columns_of, population_of
from dctaxi.training.hyperparameters import problem_of

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData


class FusedEngine:
    """Trains specs together, each as one member of a population.

    ``device`` is ``auto`` for CUDA where numba can use it, else the CPU; members too large for a
    block of the card are trained on the CPU beside it. ``threads`` is the number of CPU threads,
    by default one per core that this process may use. The contract is
    :class:`dctaxi.training.engine.Engine`'s. Raises ``EngineError`` for a device that is not there.
    """

    def __init__(self, device: DeviceChoice = "auto", *, threads: int | None = None) -> None:
        check_choice("device", device, ("auto", "cpu", "cuda"))
        problem = "" if device == "cpu" else cuda.problem_of_cuda()
        if device == "cuda" and problem:
            raise EngineError(problem)
        self._on_cuda = problem is None
        self._threads = threads or usable_cores()

    @property
    def id(self) -> Literal["fused"]:
        """Name of the engine."""
        return "fused"

    @property
    def device(self) -> str:
        """The device in words."""
        return cuda.title() if self._on_cuda else "cpu"

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        """Train every spec and return the outcomes in the same order."""
        outcomes: list[TrialOutcome | None] = [None] * len(specs)
        runnable = []
        for number, spec in enumerate(specs):
            if (problem := problem_of(spec)) is None:
                runnable.append(number)
            else:
                outcomes[number] = unfinished_outcome(RunStatus.FAILED, problem)
        done = len(specs) - len(runnable)
        if runnable:
            members = [specs[number] for number in runnable]
            population = population_of(members, data.num_features)
            flops = training_flops(population)
            for chunk in self._train(population, data, should_stop):
                seconds = flops[chunk.members] * (chunk.duration_s / flops[chunk.members].sum())
                numbers = chunk.members.tolist()
                trained = outcomes_of([members[n] for n in numbers], chunk.results, seconds)
                for number, outcome in zip(numbers, trained, strict=True):
                    outcomes[runnable[number]] = outcome
                done += len(trained)
                on_progress(Progress(done, len(specs), trained[-1]))
        return tuple(outcome or stopped_outcome() for outcome in outcomes)

    def _train(
        self, population: Population, data: TaxiData, should_stop: ShouldStop
    ) -> Iterator[TrainedChunk]:
        columns = columns_of(data)
        everybody = np.arange(len(population.seed))
        on_cuda = everybody[:0]
        if self._on_cuda:
            on_cuda = everybody[cuda.fitting(population)]
        on_cpu = np.setdiff1d(everybody, on_cuda, assume_unique=True)
        return chain(
            cuda.train(population, on_cuda, columns, keep_weights=False, should_stop=should_stop),
            cpu.train(
                population, on_cpu, columns,
                threads=self._threads, keep_weights=False, should_stop=should_stop,
            ),
        )  # fmt: skip


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
