"""What engines share that train a population at once: specs in, outcomes and weights out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypedDict

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
from dctaxi.training.engine import EngineId, ignore_progress
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import training_flops
from dctaxi.training.fused.outcomes import outcomes_of, stopped_outcome
from dctaxi.training.fused.population import Population, population_of
from dctaxi.training.fused.weights import TrainedWeights, weights_of
from dctaxi.training.hyperparameters import problem_of
from dctaxi.training.judge import ConstantAnswer
from dctaxi.training.trained_network import TrainedNetwork

if TYPE_CHECKING:
    from dctaxi.data import TaxiData

Trained = tuple[TrialOutcome, TrainedWeights | None]


class Options(TypedDict):
    """How a population is trained."""

    keep_weights: bool
    should_stop: ShouldStop


class PopulationEngine(ABC):
    """Trains specs together, each as one member of a population.

    The contract is :class:`dctaxi.training.engine.Engine`'s.
    """

    @property
    @abstractmethod
    def id(self) -> EngineId:
        """Name of the engine."""

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
        options = Options(keep_weights=keep_weights, should_stop=should_stop)
        for chunk in self._train(population, data, options):
            numbers = [runnable[member] for member in chunk.members]
            chunk_specs = [specs[number] for number in numbers]
            shares = flops[chunk.members] / flops[chunk.members].sum()
            outcomes = outcomes_of(
                chunk_specs, chunk.results, shares * chunk.duration_s, constant, self.id
            )
            weights = weights_of(chunk_specs, chunk.results, data.num_features)
            for number, trained in zip(numbers, zip(outcomes, weights, strict=True), strict=True):
                results[number] = trained
            done += len(numbers)
            on_progress(Progress(done, len(specs), outcomes[-1]))
        return results

    @abstractmethod
    def _train(
        self, population: Population, data: TaxiData, options: Options
    ) -> Iterator[TrainedChunk]:
        """Train the population and yield its members as they are done, in any order."""
