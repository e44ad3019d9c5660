"""The fused engine: thousands of trainings a second, each wholly inside one compiled kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
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
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import Path, paths, training_flops
from dctaxi.training.fused.on_cpu import backend as cpu
from dctaxi.training.fused.on_cuda import backend as cuda
from dctaxi.training.fused.on_cuda.trial_run import card
from dctaxi.training.fused.outcomes import outcomes_of, stopped_outcome
from dctaxi.training.fused.population import Population, columns_of, population_of
from dctaxi.training.fused.weights import TrainedWeights, weights_of
from dctaxi.training.hyperparameters import problem_of

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData

Trained = tuple[TrialOutcome, TrainedWeights | None]

ROOM_BYTES = 2**30
"""Memory for activations and weights, all threads together; larger members go one by one."""


class FusedEngine:
    """Trains specs together, each as one member of a population.

    ``device`` is ``auto`` for CUDA where a card is seen to train as PyTorch does, else the CPU;
    members that do not fit the card, or are too wide for a kernel, are trained on the CPU.
    ``threads`` is the number of CPU threads, by default one per core that this process may use;
    outcomes do not depend on it. The contract is :class:`dctaxi.training.engine.Engine`'s.

    Raises ``EngineError`` for a device that is not there, and ``run`` does for one that fails.
    """

    def __init__(self, device: DeviceChoice = "auto", *, threads: int | None = None) -> None:
        check_choice("device", device, ("auto", "cpu", "cuda"))
        problem = None if device == "cpu" else cuda.problem_of_cuda()
        if device == "cuda" and problem is not None:
            raise EngineError(problem)
        self._on_cuda = device != "cpu" and problem is None
        self._may_fall_back = device == "auto"
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
        trained = self._run(specs, data, on_progress, should_stop, keep_weights=False)
        return tuple(outcome for outcome, _weights in trained)

    def run_for_weights(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[Trained, ...]:
        """Do the same and return each outcome with its weights, None unless it is finished."""
        return tuple(self._run(specs, data, on_progress, should_stop, keep_weights=True))

    def _run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        on_progress: OnProgress,
        should_stop: ShouldStop,
        *,
        keep_weights: bool,
    ) -> list[Trained]:
        results: list[Trained] = [(stopped_outcome(), None)] * len(specs)
        runnable = []
        for number, spec in enumerate(specs):
            if (problem := problem_of(spec)) is None:
                runnable.append(number)
            else:
                results[number] = unfinished_outcome(RunStatus.FAILED, problem), None
        if not runnable:
            return results
        done = len(specs) - len(runnable)
        population = population_of([specs[number] for number in runnable], data.num_features)
        flops = training_flops(population)
        for chunk in self._train(population, data, should_stop, keep_weights=keep_weights):
            numbers = [runnable[member] for member in chunk.members]
            chunk_specs = [specs[number] for number in numbers]
            shares = flops[chunk.members] / flops[chunk.members].sum()
            outcomes = outcomes_of(chunk_specs, chunk.results, shares * chunk.duration_s)
            weights = weights_of(chunk_specs, chunk.results, data.num_features)
            for number, trained in zip(numbers, zip(outcomes, weights, strict=True), strict=True):
                results[number] = trained
            done += len(numbers)
            on_progress(Progress(done, len(specs), outcomes[-1]))
        return results

    def _train(
        self, population: Population, data: TaxiData, should_stop: ShouldStop, *, keep_weights: bool
    ) -> Iterator[TrainedChunk]:
        if self._on_cuda and (problem := card.problem()) is not None:
            if not self._may_fall_back:
                raise EngineError(problem)
            self._on_cuda = False
        fits = np.zeros(len(population.seed), np.bool_)
        if self._on_cuda:
            fits = cuda.fitting(population)
        path = paths(population, fits, ROOM_BYTES // self._threads)
        columns = columns_of(data)
        on_cuda, on_cpu, alone = (np.flatnonzero(path == way) for way in Path)
        yield from cuda.train(
            population, on_cuda, columns, keep_weights=keep_weights, should_stop=should_stop
        )
        yield from cpu.train(
            population,
            on_cpu,
            columns,
            threads=self._threads,
            keep_weights=keep_weights,
            should_stop=should_stop,
        )
        if len(alone):
            from dctaxi.training.fused import one_by_one

            yield from one_by_one.train(
                population, alone, columns, keep_weights=keep_weights, should_stop=should_stop
            )


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
