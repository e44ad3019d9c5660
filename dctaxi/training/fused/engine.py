"""The fused engine: thousands of trainings a second, each wholly inside one compiled kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypedDict

import numpy as np

from dctaxi.records import (
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    never_stop,
    unfinished_outcome,
)
from dctaxi.training.cores import usable_cores
from dctaxi.training.engine import ignore_progress
from dctaxi.training.fused import preparation
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import Path, paths, training_flops
from dctaxi.training.fused.on_cpu import backend as cpu
from dctaxi.training.fused.outcomes import outcomes_of, stopped_outcome
from dctaxi.training.fused.population import (
    Population,
    columns_of,
    population_of,
    scratch_sizes,
)
from dctaxi.training.fused.weights import TrainedWeights, weights_of
from dctaxi.training.hyperparameters import problem_of
from dctaxi.training.judge import ConstantAnswer
from dctaxi.training.trained_network import TrainedNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData

Trained = tuple[TrialOutcome, TrainedWeights | None]

BUFFER_BYTES = 2**30
"""Memory for activations and weights, all threads together."""

MEMBER_BYTES = 2**29
"""Memory for those of one member, whatever threads there are; larger ones go one by one."""


class _Options(TypedDict):
    keep_weights: bool
    should_stop: ShouldStop


class FusedEngine:
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

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Train a spec and return its network, None unless it finished."""
        ((_outcome, weights),) = self.run_for_weights([spec], data)
        return None if weights is None else TrainedNetwork(spec, weights.state_dict())

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
        constant = ConstantAnswer(data)
        options = _Options(keep_weights=keep_weights, should_stop=should_stop)
        for chunk in self._train(population, data, options):
            numbers = [runnable[member] for member in chunk.members]
            chunk_specs = [specs[number] for number in numbers]
            shares = flops[chunk.members] / flops[chunk.members].sum()
            outcomes = outcomes_of(chunk_specs, chunk.results, shares * chunk.duration_s, constant)
            weights = weights_of(chunk_specs, chunk.results, data.num_features)
            for number, trained in zip(numbers, zip(outcomes, weights, strict=True), strict=True):
                results[number] = trained
            done += len(numbers)
            on_progress(Progress(done, len(specs), outcomes[-1]))
        return results

    def _train(
        self, population: Population, data: TaxiData, options: _Options
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
