"""Trains the specs of a plan outside a study, keeps the rows, and opens them again.

The engine is called with a few specs first and with more as it proves fast, so that a stop, a
progress bar and a partial picture never wait long, and a fast engine is not kept waiting.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dctaxi.data.loading import load
from dctaxi.populations.plan import PlanT
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained, outcome_columns
from dctaxi.records import OnProgress, Progress, RunStatus, ShouldStop, TrialOutcome
from dctaxi.training.engine import Engine, EngineId, ignore_progress, never_stop
from dctaxi.training.engines import make_engine
from dctaxi.versions import installed_versions
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData

OnPartial = Callable[[Trained[Any]], None]

_FIRST_PART: dict[EngineId, int] = {"lightning": 8, "fused": 1024}
"""Trainings of the first call: a population of usual size is one call of the fused engine."""

_GROWTH = 4
_PART_S = 0.4
"""A call that took less is followed by a larger one."""


def ignore_partial(_partial: Trained[Any]) -> None:
    """Take a partial result and do nothing: the default listener."""


def train(
    plan: PlanT,
    store: TrainedStore[PlanT],
    workspace: Workspace,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    on_partial: OnPartial = ignore_partial,
    engine: Engine | None = None,
    data: TaxiData | None = None,
) -> Trained[PlanT]:
    """Train what a plan asks for and keep it; what is there already is not trained again.

    A plan that was trained before on the same data is opened; if it was stopped, what was missing
    is trained now; if the data changed since, all of it is, and replaces what was kept. ``engine``
    and ``data`` replace those that the plan names.

    ``on_partial`` gets the rows so far after each call of the engine but the last. Whatever ends
    the run, a stop or an exception, the trainings that had ended are kept, with ``complete``
    False; nothing is kept where none had.

    Raises DataError, EngineError (the data or the engine cannot be used), PopulationError and
    WorkspaceError (the result cannot be written, which is looked at before anything trains, too).
    """
    data = data if data is not None else load(plan.source, plan.feature_set, workspace)
    kept = store.find(plan.key, workspace)
    if kept is not None and kept.data_fingerprint != data.fingerprint:
        kept = None
    if kept is not None:
        kept = dataclasses.replace(kept, plan=_with_title_of(kept.plan, plan))
        if kept.complete:
            return kept
    store.check_writable(workspace)
    engine = engine or make_engine(plan.engine, device=plan.device)
    run = _Run(plan if kept is None else kept.plan, engine, data, kept, on_progress, on_partial)
    try:
        run.to_the_end(should_stop)
    finally:
        result = run.result()
        if len(result.frame):
            store.save(result, workspace)
    return result


def _with_title_of(kept: PlanT, asked: PlanT) -> PlanT:
    """Return the plan as asked for, under the title it is kept by if it was asked for with none."""
    return dataclasses.replace(asked, title=asked.title or kept.title)


class _Run(Generic[PlanT]):
    """One run of a plan: its members that are missing, part by part."""

    def __init__(
        self,
        plan: PlanT,
        engine: Engine,
        data: TaxiData,
        kept: Trained[PlanT] | None,
        on_progress: OnProgress,
        on_partial: OnPartial,
    ) -> None:
        self._plan = plan
        self._engine = engine
        self._data = data
        self._on_progress = on_progress
        self._on_partial = on_partial
        self._frames = [] if kept is None else [kept.frame]
        self._wall_s = 0.0 if kept is None else kept.wall_s
        self._done = 0 if kept is None else len(kept.frame)
        self._specs = plan.specs()
        self._columns = {
            **plan.frame_columns(),
            "seed": np.array([spec.seed for spec in self._specs], dtype=np.int64),
        }
        there = np.zeros(len(self._specs), dtype=bool)
        if kept is not None:
            there[kept.frame["member"].to_numpy()] = True
        self._missing: NDArray[np.intp] = np.flatnonzero(~there)

    def to_the_end(self, should_stop: ShouldStop) -> None:
        """Train what is missing, until it is done or somebody asks to stop."""
        size = _FIRST_PART[self._engine.id]
        while len(self._missing) and not should_stop():
            part, self._missing = self._missing[:size], self._missing[size:]
            began = time.perf_counter()
            outcomes = self._engine.run(
                [self._specs[member] for member in part],
                self._data,
                on_progress=self._tell,
                should_stop=should_stop,
            )
            # What the engine did before, such as compiling its kernel, is nobody's training.
            trained = sum(outcome.duration_s for outcome in outcomes)
            spent = min(trained, time.perf_counter() - began)
            self._keep(part, outcomes, spent)
            if spent < _PART_S:
                size *= _GROWTH
            if len(self._missing):
                self._on_partial(self.result())

    def result(self) -> Trained[PlanT]:
        """Return what there is by now."""
        frame = pd.concat(self._frames, ignore_index=True) if self._frames else self._rows([], [])
        return Trained(
            plan=self._plan,
            frame=frame.sort_values("member", ignore_index=True),
            wall_s=self._wall_s,
            device=self._engine.device,
            complete=len(frame) == len(self._specs),
            created_at=datetime.now(UTC),
            data_fingerprint=self._data.fingerprint,
            versions=installed_versions(),
        )

    def _tell(self, progress: Progress) -> None:
        done = self._done + progress.done
        self._on_progress(Progress(done, len(self._specs), progress.latest))

    def _keep(
        self, part: NDArray[np.intp], outcomes: Sequence[TrialOutcome], spent_s: float
    ) -> None:
        ended = [i for i, o in enumerate(outcomes) if o.status is not RunStatus.STOPPED]
        self._wall_s += spent_s
        self._done += len(ended)
        self._frames.append(self._rows(part[ended], [outcomes[i] for i in ended]))

    def _rows(
        self, members: NDArray[np.intp] | list[int], outcomes: Sequence[TrialOutcome]
    ) -> pd.DataFrame:
        numbers = np.asarray(members, dtype=np.int64)
        own = {name: column[numbers] for name, column in self._columns.items()}
        return pd.DataFrame({"member": numbers, **own, **outcome_columns(outcomes)})
