"""What trainings outside a study take over from one: data, objective and finished trials."""

from __future__ import annotations

import math
from typing import Any

from optuna.trial import FrozenTrial, TrialState

from dctaxi.errors import StudyError
from dctaxi.records import ObjectiveName
from dctaxi.storage import reading
from dctaxi.study import StudyPlan, find_study, left_out_of, study_id_of
from dctaxi.workspace import Workspace


def plan_of_study(name: str, workspace: Workspace) -> StudyPlan:
    """Return the plan of a study.

    Raises StudyError (there is no such study, or its plan cannot be read) and StorageError.
    """
    return find_study(name, workspace).own_plan(
        ", so its space and data are unknown: start from a space instead."
    )


def setting_of(study: StudyPlan, objective: ObjectiveName | None = None) -> dict[str, Any]:
    """Return the fields of a ``TrainingPlan`` that a study decides: data, objective, seeds, origin.

    ``objective`` judges the study's question by another than its own.
    """
    return {
        "source": study.source,
        "feature_set": study.feature_set,
        "objective": objective or study.objective,
        "seeds_per_trial": study.seeds_per_trial,
        "over_seeds": study.over_seeds,
        "origin": study.name,
    }


def finished_trials(name: str, workspace: Workspace) -> tuple[FrozenTrial, ...]:
    """Return the trials of a study that have a finite value, by number.

    Raises StudyError (there is no such study, or none of its trials finished) and StorageError.
    """
    with reading(workspace.storage_url) as storage:
        if storage is None:
            raise StudyError(f"There is no study {name!r}: choose one from the list of studies.")
        trials = storage.get_all_trials(
            study_id_of(storage, name), deepcopy=False, states=(TrialState.COMPLETE,)
        )
    found = [t for t in trials if t.value is not None and math.isfinite(t.value)]
    if not found:
        raise StudyError(f"No trial of {name!r} has finished: run the study first.")
    return tuple(sorted(found, key=lambda trial: trial.number))


def ranked_trials(name: str, workspace: Workspace) -> list[FrozenTrial]:
    """Return a study's finished trials but for those that somebody left out, the best first.

    Raises as ``finished_trials``, and StudyError where every one of them was left out.
    """
    finished = finished_trials(name, workspace)
    left_out = left_out_of(find_study(name, workspace).user_attrs)
    kept = tuple(trial for trial in finished if trial.number not in left_out)
    if not kept:
        raise StudyError(
            f"Every finished trial of {name!r} was left out: take some of them in again."
        )
    return best_first(kept)


def best_first(trials: tuple[FrozenTrial, ...]) -> list[FrozenTrial]:
    """Return trials by value, the lowest first; of equal ones the earlier."""
    return sorted(trials, key=lambda trial: (trial.value, trial.number))


def trial_numbered(number: int, trials: tuple[FrozenTrial, ...]) -> FrozenTrial:
    """Return the trial of this number. Raises StudyError when it is not among the finished."""
    for trial in trials:
        if trial.number == number:
            return trial
    raise StudyError(f"There is no finished trial {number}: choose one from the table of trials.")
