"""Studies for tests of pages: made by the library, their trials told instead of trained."""

from __future__ import annotations

from collections.abc import Sequence

import optuna
from optuna.trial import TrialState

from dctaxi.space.presets import PRESETS
from dctaxi.storage.database import quiet_optuna, writing
from dctaxi.study.plan import StudyPlan
from dctaxi.study.study import create_study
from dctaxi.workspace import Workspace


def plan_of(name: str, **fields: object) -> StudyPlan:
    return StudyPlan(name=name, space=PRESETS["chapter"].space, **fields)


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
