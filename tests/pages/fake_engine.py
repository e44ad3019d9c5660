"""An engine that answers at once: a smooth function of the learning rate instead of a training."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from dctaxi.records import (
    CurvePoint,
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    unfinished_outcome,
    validation_steps,
)
from dctaxi.training.engine import EngineId, ignore_progress, never_stop

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData


@dataclass
class FakeEngine:
    """``diverges`` lets every training diverge; ``problem`` is what a call fails with.

    A training waits for a permit of ``permits`` unless ``go`` is set, which lets all run.
    """

    diverges: bool = False
    problem: str | None = None
    go: threading.Event = field(default_factory=threading.Event)
    permits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    trained: list[TrialSpec] = field(default_factory=list)

    @property
    def id(self) -> EngineId:
        return "fused"

    @property
    def device(self) -> str:
        return "cpu"

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,  # noqa: ARG002
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        if self.problem is not None:
            raise MemoryError(self.problem)
        outcomes: list[TrialOutcome] = []
        for spec in specs:
            outcomes.append(
                self._train(spec)
                if self._may_train(should_stop)
                else unfinished_outcome(RunStatus.STOPPED, "stopped")
            )
            on_progress(Progress(len(outcomes), len(specs), outcomes[-1]))
        return tuple(outcomes)

    def _may_train(self, should_stop: ShouldStop) -> bool:
        while not should_stop():
            if self.go.is_set() or self.permits.acquire(timeout=0.01):
                return True
        return False

    def _train(self, spec: TrialSpec) -> TrialOutcome:
        self.trained.append(spec)
        if self.diverges:
            return diverged_outcome((), step=3, duration_s=0.001)
        level = 4 + (math.log10(spec.lr) + 1.5) ** 2 + (spec.seed % 100) / 200
        curve = tuple(
            CurvePoint(step, level + 1 / step, level + 2 / step)
            for step in validation_steps(spec.max_batches)
        )
        return finished_outcome(
            curve,
            max_batches=spec.max_batches,
            train_rmse_eval=level,
            test_rmse=level,
            duration_s=0.001,
        )


def install(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Let every study of a test train with one fake engine."""
    engine = FakeEngine()
    monkeypatch.setattr("dctaxi.study.run.make_engine", lambda *_args, **_options: engine)
    return engine
