"""Child studies: a study that goes on in another space, with the parent's trials that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from optuna.distributions import BaseDistribution
from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState, create_trial

from dctaxi.errors import SpaceError, StudyError
from dctaxi.space import Fixed, SearchSpace
from dctaxi.storage import reading, trial_writer
from dctaxi.study.attributes import DATA_KEY
from dctaxi.study.catalog import StudyEntry, find_study
from dctaxi.study.left_out import left_out_of
from dctaxi.study.plan import StudyPlan
from dctaxi.training.hyperparameters import parameters_of
from dctaxi.workspace import Workspace

PARENT_TRIAL_KEY: Final = "parent_trial"
"""The user attribute of a trial that was carried over: its number in the parent."""


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a study takes over: ``trials``, out of the ``of`` that its parent finished."""

    parent: StudyEntry | None
    trials: tuple[FrozenTrial, ...]
    of: int

    def to_json(self) -> dict[str, Any] | None:
        """Return the lineage as stored with the study; None where there is no parent."""
        if self.parent is None:
            return None
        return {
            "study_id": self.parent.study_id,
            "name": self.parent.name,
            "kept": len(self.trials),
            "of": self.of,
        }

    @property
    def data(self) -> Any:
        """What the parent notes of the data that the trials were trained on; None for no trials."""
        return self.parent.user_attrs.get(DATA_KEY) if self.parent and self.trials else None

    def write(self, storage: RDBStorage, study_id: int) -> None:
        """Store the trials as the first of the study."""
        if self.trials:
            trial_writer(storage, study_id).write(self.trials, {})


def inherited_trials(plan: StudyPlan, workspace: Workspace, *, carry_over: bool) -> Inheritance:
    """Return what a study of this plan takes over from its parent: no trial that was left out.

    Raises StudyError (the parent is missing, or its values are not comparable) and StorageError
    (the database cannot be used).
    """
    if plan.parent is None:
        if carry_over:
            raise StudyError("Expected a parent to carry trials over from: name one.")
        return Inheritance(None, (), 0)
    parent = find_study(plan.parent, workspace)
    if not carry_over:
        return Inheritance(parent, (), 0)
    _check_comparable(plan, parent)
    with reading(workspace.storage_url) as storage:
        completed = (
            storage.get_all_trials(parent.study_id, deepcopy=False, states=(TrialState.COMPLETE,))
            if storage is not None
            else []
        )
    parent_space = parent.plan.space if parent.plan is not None else plan.space
    out = left_out_of(parent.user_attrs)
    moved = [
        _moved(trial, parent_space, plan.space) for trial in completed if trial.number not in out
    ]
    return Inheritance(parent, tuple(t for t in moved if t is not None), len(completed))


def params_in(
    space: SearchSpace, params: dict[str, Any], origin: SearchSpace
) -> dict[str, Any] | None:
    """Return a configuration of one space as the trial parameters of another; None if outside.

    What is fixed in one of the spaces may be searched in the other.
    """
    try:
        spec = origin.spec_of(params)
    except SpaceError:
        return None
    named = parameters_of(spec)
    if not space.contains(named):
        return None
    return {name: value for name, value in named.items() if not isinstance(space[name], Fixed)}


def _check_comparable(plan: StudyPlan, parent: StudyEntry) -> None:
    inherited = parent.own_plan(": carry over none.")
    for what in ("source", "feature_set", "objective", "seeds_per_trial", "over_seeds"):
        if getattr(plan, what) != getattr(inherited, what):
            raise StudyError(
                f"The trials of {parent.name!r} cannot be carried over, its {what} differs: use "
                "the same, or begin without them."
            )


def _moved(trial: FrozenTrial, origin: SearchSpace, space: SearchSpace) -> FrozenTrial | None:
    params = params_in(space, trial.params, origin)
    if params is None:
        return None
    distributions: dict[str, BaseDistribution] = space.distributions()
    moved = create_trial(
        value=trial.value,
        params=params,
        distributions={name: distributions[name] for name in params},
        user_attrs={**trial.user_attrs, PARENT_TRIAL_KEY: trial.number},
        intermediate_values=trial.intermediate_values,
    )
    moved.datetime_start = trial.datetime_start
    moved.datetime_complete = trial.datetime_complete
    return moved
