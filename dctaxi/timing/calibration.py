"""Measures this machine before anybody waits for it: a small study, and trainings together."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dctaxi.records import never_stop
from dctaxi.samplers import SAMPLERS
from dctaxi.space import draw_specs
from dctaxi.study import create_study
from dctaxi.timing import costs
from dctaxi.timing.machine import keep_machine, read_machine
from dctaxi.timing.timed_run import run_timed
from dctaxi.training import work_of
from dctaxi.workspace import Workspace, database_url

if TYPE_CHECKING:
    from dctaxi.data import TaxiData
    from dctaxi.records import ShouldStop
    from dctaxi.study import StudyPlan
    from dctaxi.training import Engine

_ROUNDS: Final = 5
"""Rounds of the small study: the first two are not counted."""

_ONE_BY_ONE: Final = 8
_TOGETHER: Final = 256
_MOST_S: Final = 10.0
"""Seconds after which no further round begins: a sampler may take as long for one."""


def calibrate(
    plan: StudyPlan,
    engine: Engine,
    data: TaxiData,
    workspace: Workspace,
    *,
    should_stop: ShouldStop = never_stop,
) -> None:
    """Run a small study of a plan's kind in a place of its own, and keep how long that took.

    What the plan searches, its sampler, engine and data are its own. Raises as ``run_study`` does.
    """
    trials = _ROUNDS * SAMPLERS[plan.sampler].round_size if engine.id == "fused" else _ONE_BY_ONE
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        aside = Workspace(root, database_url(root / "studies.db"))
        keep_machine(read_machine(workspace), aside)
        small = dataclasses.replace(
            plan, name="measurement", n_trials=trials, timeout_s=_MOST_S, parent=None, enqueue=()
        )
        create_study(small, aside)
        run_timed(
            small.name,
            aside,
            on_progress=lambda _progress, _left_s: None,
            stop_now=should_stop,
            engine=engine,
            data=data,
        )
        machine = read_machine(aside)
    if engine.id == "fused" and not should_stop():
        specs = draw_specs(plan.space, _TOGETHER, plan.sampler_seed)
        began = time.perf_counter()
        engine.run(specs, data, should_stop=should_stop)
        machine = machine.having(
            costs.training_name(plan.engine, plan.device, plan.loader),
            len(specs),
            costs.expected_training(plan.engine, work_of(specs, data.num_features), 1),
            time.perf_counter() - began,
        )
    keep_machine(machine, workspace)
