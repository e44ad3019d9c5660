"""Trains a plan outside a study, keeps the rows, and opens them again."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic

import pandas as pd

from dctaxi.access import Action
from dctaxi.data import load_tables, prepare
from dctaxi.populations.asking import Asking, Part
from dctaxi.populations.parts import Parts
from dctaxi.populations.plan import PlanT
from dctaxi.populations.provenance import provenance_of
from dctaxi.populations.rows import InMemory, Rows
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained, judged_by
from dctaxi.records import (
    ObjectiveName,
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    never_stop,
)
from dctaxi.training import Engine, ignore_progress, make_engine, over_seeds
from dctaxi.versions import installed_versions
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import ReadTables, TaxiData

_NEXT_PICTURE = 1.2
_DRAWN = 2**17
"""Rows beyond which no picture of those so far is made: more would not change it to the eye."""

OnPartial = Callable[[Trained[Any]], None]


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
    read: ReadTables = load_tables,
) -> Trained[PlanT]:
    """Train what a plan asks for and keep it; what is there already is not trained again.

    A plan that was trained before on the same data is opened, and judged by the objective of the
    plan, whichever it is kept with; if it was stopped, what was missing is trained now; if the data
    changed since, what is kept does not fit as the store has it, or it was trained before the
    objective was measured, all of it is, and replaces what was kept. ``engine`` and ``data``
    replace those that the plan names; ``read`` reads the data otherwise.

    ``on_partial`` gets the rows so far after each call of the engine but the last. Whatever ends
    the run, a stop or an exception, the trainings that had ended are kept, with ``complete``
    False; nothing is kept where none had.

    Raises StoppedError (it was stopped before its data were there), DataError, EngineError (the
    data or the engine cannot be used), PopulationError and WorkspaceError (the result cannot be
    written, which is looked at before anything trains, too).
    """
    workspace.allow(Action.TRAIN)
    objective = plan.objective
    if data is None:
        data = prepare(read(plan.source, workspace, should_stop=should_stop), plan.feature_set)
    store.check_writable(workspace)
    store.recover(workspace)
    before = kept = store.find(plan.key, workspace)
    if kept is not None and not (
        kept.data_fingerprint == data.fingerprint and store.fits(kept, plan)
    ):
        kept = None
    if kept is not None:
        plan = _with_title_of(kept.plan, plan)
        # Whoever asks for it by another objective, it is kept by the one that it was trained for.
        plan = dataclasses.replace(plan, objective=kept.plan.objective)
        kept = dataclasses.replace(kept, plan=plan)
        if judged_by(kept, objective) is None:
            kept = None
        elif kept.complete:
            return _judged(kept, objective)
    engine = engine or make_engine(plan.engine, device=plan.device)
    engine = over_seeds(engine, plan.seeds_per_trial, plan.over_seeds, objective)
    asking = store.asking(plan, None if kept is None else kept.rows, engine.id)
    parts = store.parts_of(plan.key, workspace)
    run = _Run(plan, asking.rows((), 0.0), engine, data, kept, on_progress, parts)
    try:
        with store.writing(workspace):
            run.to_the_end(
                asking,
                should_stop,
                None
                if on_partial is ignore_partial
                else lambda partial: on_partial(_judged(partial, objective)),
            )
    finally:
        del asking  # which holds columns of all trainings, and the result will, too
        result = run.result()
        if result.done:
            store.save(result, workspace, before=before)
        parts.delete()
    # Rows that were in parts are in the store's file alone now.
    kept = result if isinstance(result.rows, InMemory) else store.load(plan.key, workspace)
    return _judged(kept, objective)


def _judged(result: Trained[PlanT], objective: ObjectiveName) -> Trained[PlanT]:
    """Return it judged by an objective, also where none of it has a result in that."""
    if (judged := judged_by(result, objective)) is not None:
        return judged
    plan = dataclasses.replace(result.plan, objective=objective)
    return dataclasses.replace(result, plan=plan)


def _with_title_of(kept: PlanT, asked: PlanT) -> PlanT:
    """Return the plan as asked for, under the title it is kept by if it was asked for with none."""
    return dataclasses.replace(asked, title=asked.title or kept.title)


class _Run(Generic[PlanT]):
    """One run of a plan, part by part: what was kept, and what is trained now."""

    def __init__(
        self,
        plan: PlanT,
        no_rows: pd.DataFrame,
        engine: Engine,
        data: TaxiData,
        kept: Trained[PlanT] | None,
        on_progress: OnProgress,
        parts: Parts,
    ) -> None:
        self._plan, self._parts, self._no_rows = plan, parts, no_rows
        self._engine, self._data = engine, data
        self._on_progress = on_progress
        self._kept: Rows = InMemory(no_rows) if kept is None else kept.rows
        self._wall_s = 0.0 if kept is None else kept.wall_s
        self._done = self._shown = 0 if kept is None else kept.done

    def to_the_end(
        self, asking: Asking, should_stop: ShouldStop, on_partial: OnPartial | None
    ) -> None:
        """Train what is missing, until it is done or somebody asks to stop.

        Raises OSError (what was trained cannot be kept).
        """
        while not should_stop() and (part := asking.next(should_stop)) is not None:
            outcomes, spent_s = self._train(part, should_stop)
            rows = asking.rows(outcomes, spent_s)
            self._wall_s += spent_s + part.chosen_s
            if len(rows):
                self._parts.add(rows)
                self._done += len(rows)
            if any(outcome.status is RunStatus.STOPPED for outcome in outcomes):
                return
            if self._done < self._plan.trainings:
                self._parts.write(self._provenance())
                # Each picture holds all rows so far: by a share more each time, so that together
                # they cost no more than a few times the last.
                if on_partial is not None and _NEXT_PICTURE * self._shown <= self._done <= _DRAWN:
                    self._shown = self._done
                    on_partial(self._trained(InMemory(self._parts.rows(self._kept).frame)))

    def result(self) -> Trained[PlanT]:
        """Return what there is by now."""
        return self._trained(self._parts.rows(self._kept))

    def _provenance(self) -> bytes:
        """Return what stands beside a part: whose rows it holds, were the program killed now."""
        return provenance_of(self._trained(InMemory(self._no_rows)))

    def _trained(self, rows: Rows) -> Trained[PlanT]:
        return Trained(
            plan=self._plan,
            rows=rows,
            wall_s=self._wall_s,
            device=self._engine.device,
            complete=self._done == self._plan.trainings,
            created_at=datetime.now(UTC),
            data_fingerprint=self._data.fingerprint,
            versions=installed_versions(),
        )

    def _train(self, part: Part, should_stop: ShouldStop) -> tuple[Sequence[TrialOutcome], float]:
        """Train a part; return what came of it, and in how many seconds."""
        if not part.specs:
            return (), 0.0
        began = time.perf_counter()
        outcomes = self._engine.run(
            part.specs, part.of(self._data), on_progress=self._tell, should_stop=should_stop
        )
        # What the engine did before, such as compiling its kernel, is nobody's training.
        trained_s = sum(outcome.duration_s for outcome in outcomes)
        return outcomes, min(trained_s, time.perf_counter() - began)

    def _tell(self, progress: Progress) -> None:
        done = self._done + progress.done
        self._on_progress(Progress(done, self._plan.trainings, progress.latest))
