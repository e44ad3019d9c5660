"""An engine whose outcomes are a function of the spec, so that what trains is tested quickly."""

from __future__ import annotations

import dataclasses
import math
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from dctaxi.data import TaxiData
from dctaxi.records import (
    ConstantScores,
    CurvePoint,
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    never_stop,
    unfinished_outcome,
    validation_steps,
)
from dctaxi.training import EngineId, TrainedNetwork, ignore_progress, shapes_of


def score(spec: TrialSpec, step: int) -> float:
    """A smooth bowl with a little noise from the seed; it falls with the steps."""
    bowl = math.log(spec.lr / 0.03) ** 2 + (spec.batch_size - 40) ** 2 / 400
    return 2 + bowl + (spec.seed % 97) / 970 + 1 / step


def finished(spec: TrialSpec, value: Callable[[TrialSpec, int], float] = score) -> TrialOutcome:
    curve = tuple(
        CurvePoint(step, value(spec, step) / 3, 2 * value(spec, step) / 3)
        for step in validation_steps(spec.max_batches)
    )
    return finished_outcome(
        curve,
        max_batches=spec.max_batches,
        train_rmse_eval=value(spec, spec.max_batches),
        test_rmse=None,
        duration_s=0.001,
        val_rmse_all=0.7 * value(spec, spec.max_batches),
        constant=ConstantScores(3.0 + spec.batch_size / 40, 4.0, 3.5, 4.5),
        engine="fused",
    )


def every(_spec: TrialSpec) -> bool:
    """Let every training diverge."""
    return True


def none(_spec: TrialSpec) -> bool:
    """Let no training diverge."""
    return False


class FakeEngine:
    """Answers at once; ``before_each`` is called before every training with its number, from 0.

    Specs for which ``diverges`` is true diverge at step 20; ``problem`` is what a call fails with.
    ``value`` is what a training scores after a step.
    An engine that ``waits`` trains with a permit of ``permits``, or freely while ``go`` is set;
    ``held_up`` tells that it waits for one now.
    """

    device = "fake device"

    def __init__(
        self,
        engine_id: EngineId = "fused",
        *,
        before_each: Callable[[int], object] = lambda _number: None,
        diverges: Callable[[TrialSpec], bool] = none,
        value: Callable[[TrialSpec, int], float] = score,
        waits: bool = False,
    ) -> None:
        self.id: EngineId = engine_id
        self.trained: list[TrialSpec] = []
        self.round_sizes: list[int] = []
        self.diverges = diverges
        self._value = value
        self.problem: str | None = None
        self.permits = threading.Semaphore(0)
        self.go = threading.Event()
        if not waits:
            self.go.set()
        self.held_up = False
        self._before_each = before_each

    def run(
        self, specs: Sequence[TrialSpec], _data: object, *,
        on_progress: OnProgress = ignore_progress, should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:  # fmt: skip
        if self.problem is not None:
            raise MemoryError(self.problem)
        self.round_sizes.append(len(specs))
        outcomes: list[TrialOutcome] = []
        for spec in specs:
            if not self._may_train(should_stop):
                outcomes.append(unfinished_outcome(RunStatus.STOPPED, "stopped"))
                continue
            self._before_each(len(self.trained))
            self.trained.append(spec)
            outcome = (
                diverged_outcome((), step=20, duration_s=0.001)
                if self.diverges(spec)
                else finished(spec, self._value)
            )
            outcomes.append(outcome)
            on_progress(Progress(len(outcomes), len(specs), outcome))
        return tuple(outcomes)

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Return a network that always answers the mean fare."""
        if self.diverges(spec):
            return None
        spec = dataclasses.replace(spec, batch_norm_linear_layers=False)
        shapes = shapes_of(spec, data.num_features)
        arrays = {name: np.zeros(shape) for name, shape in shapes.items()}
        return TrainedNetwork(spec, {**arrays, list(shapes)[-1]: np.array([data.label_mean])})

    def _may_train(self, should_stop: ShouldStop) -> bool:
        try:
            while not should_stop():
                if self.go.is_set() or self.permits.acquire(timeout=0.01):
                    return True
                self.held_up = True
            return False
        finally:
            self.held_up = False


def install(monkeypatch: pytest.MonkeyPatch, *, waits: bool = False) -> FakeEngine:
    """Let studies and everything trained outside them use one fake engine."""
    engine = FakeEngine(waits=waits)
    for place in ("dctaxi.study.run", "dctaxi.populations.trainings", "dctaxi.model.fitting"):
        monkeypatch.setattr(f"{place}.make_engine", lambda *_args, **_options: engine)
    for place in ("dctaxi.timing.reference", "dctaxi.timing.timed_run"):
        monkeypatch.setattr(f"{place}.is_ready", lambda _engine: True)
    return engine
