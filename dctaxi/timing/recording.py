"""Takes what runs have measured into what is known of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dctaxi.timing import costs
from dctaxi.timing.compiling import COMPILE, COMPILED_S
from dctaxi.timing.forecast import study_forecast, work_of_plan
from dctaxi.timing.machine import Machine, keep_machine, read_machine

if TYPE_CHECKING:
    from dctaxi.populations import Trained
    from dctaxi.study import Spent, StudyPlan, StudyReport
    from dctaxi.workspace import Workspace

_MIN_TRIALS = 3
"""Fewer say little: the first trainings of a process are slow."""


def with_spent(machine: Machine, plan: StudyPlan, spent: Spent) -> Machine:
    """Return the machine with what some rounds of a study have shown."""
    if spent.trials == 0 or spent.rounds == 0:
        return machine
    asked = costs.Asked(plan.sampler, plan.asked_by, len(plan.space.distributions()))
    middle = max(1.0, spent.known + spent.trials / 2)
    at_once = spent.trials / spent.rounds
    measured = (
        (
            costs.asking_name(asked),
            middle,
            costs.expected_asking(asked, spent.known, spent.trials),
            spent.ask_s,
        ),
        (
            costs.training_name(plan.engine, plan.device, plan.loader),
            at_once * plan.seeds_per_trial,
            costs.expected_training(plan.engine, spent.work, spent.rounds),
            spent.train_s,
        ),
        (
            costs.STORE,
            at_once,
            costs.expected_storing(spent.trials, spent.rounds),
            spent.store_s,
        ),
    )
    for name, count, expected_s, taken_s in measured:
        machine = machine.having(name, count, expected_s, taken_s)
    return machine


def record(
    report: StudyReport,
    workspace: Workspace,
    *,
    first_use: bool,
    compiled_s: float,
    waited_s: float = 0.0,
) -> None:
    """Keep what a run of a study measured.

    ``first_use`` says that its engine was not ready before, ``compiled_s`` are the seconds of it in
    which a kernel was compiled, ``waited_s`` those in which others trained.
    """
    machine = read_machine(workspace)
    for spent in report.spent:
        if spent.trials >= _MIN_TRIALS:
            machine = with_spent(machine, report.plan, spent)
    engine, first = report.plan.engine, report.first
    rounds_s = sum(spent.all_s for spent in report.spent)
    if first.trials:
        forecast = study_forecast(
            report.plan, machine, trials=first.trials, first=first.known, begun=True
        )
        began_s = report.elapsed_s - compiled_s - waited_s - rounds_s - forecast.total.seconds
        machine = machine.having(
            costs.begin_name(engine, first=first_use),
            1,
            costs.expected_beginning(engine, first=first_use),
            max(began_s, 0.02),
        )
    keep_machine(machine, workspace)
    if compiled_s:
        record_compiled(compiled_s, workspace)


def record_compiled(seconds: float, workspace: Workspace) -> None:
    """Keep how long the compilation of the fused engine's kernel took."""
    machine = read_machine(workspace).having(COMPILE, 1, COMPILED_S, seconds)
    keep_machine(machine, workspace)


def record_judged(rows: int, inputs: int, seconds: float, workspace: Workspace) -> None:
    """Keep how long it took to judge a model beside baselines that learnt from so many rows."""
    expected = costs.expected_judging(rows, inputs)
    machine = read_machine(workspace).having(costs.JUDGE, max(1, rows), expected, seconds)
    keep_machine(machine, workspace)


def record_trained(trained: Trained[Any], workspace: Workspace, *, waited_s: float = 0.0) -> None:
    """Keep what trainings outside a study measured that were all done in one go.

    ``waited_s`` are the seconds of it in which others trained.
    """
    if trained.done < _MIN_TRIALS:
        return
    plan = trained.plan
    asked_s = float(trained.column("ask_s").sum()) if plan.searches else 0.0
    calls = max((search.trials / search.round_size for search in plan.searches), default=1)
    work = work_of_plan(plan).times(trained.done / plan.trainings)
    machine = read_machine(workspace).having(
        costs.training_name(plan.engine, plan.device, "memory"),
        trained.done * plan.seeds_per_trial / calls,
        costs.expected_training(plan.engine, work, calls),
        trained.wall_s - asked_s - waited_s,
    )
    parameters = len(plan.space.distributions())
    for search in plan.searches:
        asked = costs.Asked(search.sampler, search.asker, parameters)
        own = trained.frame[trained.column("sampler") == search.sampler]
        for doubling, part in own.groupby(own["trial"].map(lambda trial: int(trial).bit_length())):
            middle = 0.75 * 2 ** int(str(doubling))
            machine = machine.having(
                costs.asking_name(asked),
                middle,
                len(part) * asked.reference(middle),
                float(part["ask_s"].sum()),
            )
    keep_machine(machine, workspace)
