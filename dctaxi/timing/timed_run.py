"""A run of a study that knows how long it has to go, and leaves what it measured behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dctaxi.data import load_tables
from dctaxi.records import never_stop
from dctaxi.study import StudyProgress, find_study, run_study
from dctaxi.timing.clock import StudyClock
from dctaxi.timing.forecast import is_ready
from dctaxi.timing.machine import read_machine
from dctaxi.timing.recording import record
from dctaxi.training.fused.preparation import preparation

if TYPE_CHECKING:
    from dctaxi.data import ReadTables, TaxiData
    from dctaxi.records import ShouldStop
    from dctaxi.study import StudyReport
    from dctaxi.training import Engine
    from dctaxi.workspace import Workspace

OnTimedProgress = Callable[[StudyProgress, float | None], None]
"""Takes the progress of a study and the seconds that it has left, None where nothing limits it."""


def run_timed(
    name: str,
    workspace: Workspace,
    *,
    on_progress: OnTimedProgress,
    n_trials: int | None = None,
    timeout_s: float | None = None,
    stop_now: ShouldStop = never_stop,
    stop_after_trial: ShouldStop = never_stop,
    engine: Engine | None = None,
    data: TaxiData | None = None,
    waited_s: Callable[[], float] = lambda: 0.0,
    read: ReadTables = load_tables,
) -> StudyReport:
    """Run a study as ``run_study`` does, whose arguments and errors these are.

    ``waited_s`` tells how long it waited between rounds while others trained.
    """
    plan = find_study(name, workspace).own_plan(": make a new one from its space.")
    clock = StudyClock(plan, read_machine(workspace))
    first_use, compiled_s = not is_ready(plan.engine), preparation().seconds
    report = run_study(
        name,
        workspace,
        n_trials=n_trials,
        timeout_s=timeout_s,
        on_progress=lambda progress: on_progress(progress, clock.left_s(progress)),
        stop_now=stop_now,
        stop_after_trial=stop_after_trial,
        engine=engine,
        data=data,
        read=read,
    )
    compiled_s = preparation().seconds - compiled_s
    record(
        report,
        workspace,
        first_use=first_use,
        compiled_s=compiled_s,
        waited_s=waited_s(),
    )
    return report
