"""Small studies: made by the library, their trials reported or trained by the fake engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import optuna
from optuna.trial import FrozenTrial, TrialState

from dctaxi.data import SampleSource
from dctaxi.records import TrialSpec
from dctaxi.space import PRESETS
from dctaxi.storage import quiet_optuna, reading, writing
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.teaching.training_trace import configuration_space
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every, none

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)

ONE_CONFIGURATION = configuration_space(TrialSpec(3, (5, 5), False, "Adam", 0.03, 32, 20))
"""A space of which every hyperparameter is fixed."""


def plan_of(name: str = "study", **changes: Any) -> StudyPlan:
    """Return a plan of 30 trials in the chapter's space on raw columns, asked for as by itself."""
    return StudyPlan(
        name, **{"space": SPACE, "source": SOURCE, "feature_set": "raw", "n_trials": 30} | changes
    )


def short_plan(name: str, **changes: Any) -> StudyPlan:
    """Return a plan of six random trials that are asked for one by one."""
    return plan_of(name, **{"sampler": "random", "n_trials": 6, "round_size": 1} | changes)


def train_study(
    workspace: Workspace, name: str, *, diverges: bool = False, **changes: Any
) -> StudyPlan:
    """Make the study of a short plan, train it to its end and return the plan."""
    plan = short_plan(name, **changes)
    create_study(plan, workspace)
    run_study(name, workspace, engine=FakeEngine(diverges=every if diverges else none))
    return plan


def keep_study(plan: StudyPlan, workspace: Workspace, values: Sequence[float | None] = ()) -> None:
    """Make a study with one trial for each value; None is a trial that failed."""
    create_study(plan, workspace)
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.load_study(
            study_name=plan.name, storage=storage, sampler=optuna.samplers.RandomSampler(seed=0)
        )
        for value in values:
            trial = study.ask()
            plan.space.suggest(trial)
            study.tell(trial, value, TrialState.FAIL if value is None else None)


def trials_of(workspace: Workspace, name: str = "study") -> list[FrozenTrial]:
    with reading(workspace.storage_url) as storage:
        return optuna.load_study(study_name=name, storage=storage).get_trials()


def table_of(workspace: Workspace, name: str = "study") -> list[tuple[object, ...]]:
    """Return what must be the same in two runs of the same plan: all but the times."""
    return [
        (t.number, t.state, t.value, t.params, t.distributions, t.intermediate_values,
         {k: v for k, v in t.user_attrs.items() if k not in ("train_s", "round_s")},
         t.system_attrs)
        for t in trials_of(workspace, name)
    ]  # fmt: skip


def make_newer(workspace: Workspace, name: str, **changes: Any) -> dict[str, Any]:
    """Let a study look as a newer release might have stored it; return its plan as stored."""
    with writing(workspace.storage_url) as storage:
        study_id = storage.get_study_id_from_name(name)
        plan = {**storage.get_study_user_attrs(study_id)["dctaxi:plan"], **(changes or NEWER)}
        storage.set_study_user_attr(study_id, "dctaxi:plan", plan)
    return plan


NEWER: dict[str, Any] = {"version": 2, "early_stopping": {"patience": 3}}
"""What a newer release might say in a plan."""
