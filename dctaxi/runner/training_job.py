"""The job that trains a plan outside a study: a population, repeats or a race."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

import numpy as np

from dctaxi.access import Action
from dctaxi.errors import EngineError
from dctaxi.populations import PlanT, Trained, TrainedStore, train
from dctaxi.records import Progress, RunStatus
from dctaxi.runner.jobs import Changes, Job, JobContext
from dctaxi.runner.status import JobState
from dctaxi.timing import note_trained, seconds_at_best
from dctaxi.training import Engine, engine_problem
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import DataSource, TaxiData

_UPDATES_PER_S = 10


@dataclass(frozen=True)
class TrainingJob(Job, Generic[PlanT]):
    """Trains a plan and keeps the result in a store, under the plan's key.

    The rows so far are the status's ``partial``, a ``Trained``; after the end it is the result.
    ``engine`` and ``data`` replace the plan's, for tests and for what is warm already.
    """

    plan: PlanT
    store: TrainedStore[PlanT]
    engine: Engine | None = None
    data: TaxiData | None = None

    action = Action.TRAIN

    @property
    def kind(self) -> str:
        """The plan's: ``population``, ``repeats`` or ``race``."""
        return self.plan.kind

    @property
    def title(self) -> str:
        """The plan's name."""
        return self.plan.name

    @property
    def total(self) -> int:
        """The plan's trainings."""
        return self.plan.trainings

    def seconds(self, workspace: Workspace) -> float | None:
        """What the plan takes where nothing else is at work; a class that asks all at once must not
        make its own questions look long, which would then wait behind studies.
        """
        del workspace
        return seconds_at_best(self.plan)

    def accept(self, workspace: Workspace) -> None:
        """Check the limits, and that the plan's engine and its device are here."""
        workspace.limits.check_members(self.plan.trainings)
        reason = engine_problem(self.plan.engine, device=self.plan.device)
        if reason is not None:
            raise EngineError(reason)

    def source(self, workspace: Workspace) -> DataSource | None:
        """Return the plan's; None where the data are here already."""
        del workspace  # the plan says it
        return None if self.data is not None else self.plan.source

    def run(self, context: JobContext) -> JobState:
        """Train; a stop of either kind ends it at once and keeps what is done."""
        before = self.store.find(self.plan.key, context.workspace)
        pace = _Pace(context)
        result = train(
            self.plan,
            self.store,
            context.workspace,
            on_progress=pace.tell,
            should_stop=lambda: context.stop_now() or context.stop_after_trial(),
            on_partial=pace.show,
            engine=self.engine,
            data=self.data,
            read=context.read,
        )
        pace.show(result)
        if before is None:
            note_trained(result, waited_s=context.waited_s())
        return JobState.FINISHED if result.complete else JobState.STOPPED


class _Pace:
    """Turns progress and partial results into changes of a job's status, not too many a second."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._began: float | None = None
        self._at_start = 0
        self._failed = 0
        self._reported = 0.0

    def tell(self, progress: Progress) -> None:
        """Tell the progress of the engine."""
        now = time.monotonic()
        if self._began is None:
            self._began, self._at_start = now, progress.done
        if progress.latest is not None and progress.latest.status is not RunStatus.FINISHED:
            self._failed += 1
        if now - self._reported < 1 / _UPDATES_PER_S and progress.done < progress.total:
            return
        self._reported = now
        seconds, done = now - self._began, progress.done - self._at_start
        rate = done / seconds if done and seconds > 0 else None
        changes: Changes = {
            "state": JobState.RUNNING,
            "done": progress.done,
            "failed": self._failed,
            "total": progress.total,
            "trials_per_s": rate,
            "eta_s": None if rate is None else (progress.total - progress.done) / rate,
        }
        if progress.latest is not None:
            changes["latest_curve"] = progress.latest.curve
        self._context.update(changes)

    def show(self, partial: Trained[Any]) -> None:
        """Tell the rows so far."""
        values = partial.values
        self._failed = int((partial.column("status") != RunStatus.FINISHED.value).sum())
        changes: Changes = {
            "done": partial.done,
            "failed": self._failed,
            "device": partial.device,
            "partial": partial,
        }
        if self._failed < len(values):
            changes["best_value"] = float(np.nanmin(values))
        self._context.update(changes)
