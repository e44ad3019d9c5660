"""The fused engine: thousands of trainings a second, each wholly inside one compiled kernel."""

from __future__ import annotations

import os
from collections.abc import Sequence
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
from dctaxi.training.fused import cpu
from dctaxi.training.fused.cost import training_flops
from dctaxi.training.fused.outcomes import outcomes_of, stopped_outcome
from dctaxi.training.fused.population import columns_of, population_of
from dctaxi.training.hyperparameters import problem_of

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData


class FusedEngine:
    """Trains specs together, each as one member of a population.

    ``threads`` is the number of CPU threads, by default one per core that this process may use.
    The contract is :class:`dctaxi.training.engine.Engine`'s. Raises ``EngineError`` for a device
    that is not there.
    """

    def __init__(self, device: DeviceChoice = "auto", *, threads: int | None = None) -> None:
        check_choice("device", device, ("auto", "cpu", "cuda"))
        if device == "cuda":
            raise EngineError("The fused engine has no CUDA backend here; choose 'cpu' or 'auto'.")
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
        problems = [problem_of(spec) for spec in specs]
        outcomes: list[TrialOutcome | None] = [
            None if problem is None else unfinished_outcome(RunStatus.FAILED, problem)
            for problem in problems
        ]
        runnable = [number for number, problem in enumerate(problems) if problem is None]
        if runnable:
            members = [specs[number] for number in runnable]
            population = population_of(members, data.num_features)
            flops = training_flops(population)
            done = len(specs) - len(runnable)
            for chunk in cpu.train(
                population,
                np.arange(len(members)),
                columns_of(data),
                threads=self._threads,
                keep_weights=False,
                should_stop=should_stop,
            ):
                shares = flops[chunk.members] / flops[chunk.members].sum()
                chunk_specs = [members[number] for number in chunk.members]
                trained = outcomes_of(chunk_specs, chunk.results, shares * chunk.duration_s)
                for number, outcome in zip(chunk.members.tolist(), trained, strict=True):
                    outcomes[runnable[number]] = outcome
                done += len(trained)
                on_progress(Progress(done, len(specs), trained[-1]))
        return tuple(outcome or stopped_outcome() for outcome in outcomes)


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
