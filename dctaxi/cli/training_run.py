"""Trainings outside a study from the command line: with a progress bar, and stopped by Ctrl-C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.progress import progress_bar
from dctaxi.populations import train
from dctaxi.training import load_engine

if TYPE_CHECKING:
    from dctaxi.populations import PlanT, Trained, TrainedStore
    from dctaxi.workspace import Workspace


def run_plan(plan: PlanT, store: TrainedStore[PlanT], workspace: Workspace) -> Trained[PlanT]:
    """Train a plan, or open it if it was trained before.

    Ctrl-C keeps what had ended, and ``status_of`` tells; before anything has, there is nothing to
    show, so it raises KeyboardInterrupt. Other errors are those of ``trainings.train``.
    """
    before = store.find(plan.key, workspace)
    if before is None or not before.complete:
        load_engine(plan.engine)  # before Ctrl-C only asks to stop
    with stopped_by_ctrl_c() as stopped, progress_bar(plan.kind, plan.trainings) as show:
        trained = train(plan, store, workspace, on_progress=show, should_stop=stopped)
    if not trained.done:
        raise KeyboardInterrupt
    return trained


def status_of(trained: Trained[PlanT]) -> int:
    """Return the command's exit status: whether all trainings have ended."""
    return 0 if trained.complete else EXIT_INTERRUPTED
