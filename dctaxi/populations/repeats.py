"""Repeats: a study's trials trained again with seeds that it never used.

The best of many noisy trials owes part of its place to luck; fresh seeds show what is left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, get_type_hints

import numpy as np
from numpy.typing import NDArray

from dctaxi.errors import PopulationError, SpaceError, StudyError
from dctaxi.populations.from_study import (
    best_first,
    finished_trials,
    plan_of_study,
    ranked_trials,
    setting_of,
    trial_numbered,
)
from dctaxi.populations.plan import MAX_TRAININGS, TrainingPlan, check_whole, fresh_seeds, read_plan
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained
from dctaxi.records import TrialSpec
from dctaxi.space import SearchSpace
from dctaxi.structure import fields_of
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from dctaxi.records import ObjectiveName
    from dctaxi.study import StudyPlan

DEFAULT_TOP = 5
DEFAULT_SEEDS = 64
MAX_TRIALS = 64
MAX_SEEDS = 4096


@dataclass(frozen=True)
class RepeatedTrial:
    """A trial that is trained again, as its study knows it; every number is in USD.

    ``value`` is what it scored in the plan's objective; the others are None where the study does
    not have them.
    """

    number: int
    params: Mapping[str, Any]
    value: float
    train_rmse: float | None = None
    val_rmse: float | None = None
    train_rmse_eval: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the trial as plain JSON values."""
        return {**dataclasses.asdict(self), "params": dict(self.params)}


@dataclass(frozen=True)
class RepeatPlan(TrainingPlan):
    """Trials, best first, and the seeds of the weights that each is trained with again.

    ``space`` is the one that the trials were drawn from. Raises PopulationError and SpaceError
    when there is nothing to train or a trial is none of the space.
    """

    kind: ClassVar[str] = "repeats"
    trials: tuple[RepeatedTrial, ...]
    seeds: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("number of trials", len(self.trials), 1, MAX_TRIALS)
        check_whole("number of seeds", len(self.seeds), 1, MAX_SEEDS)
        check_whole("trainings", self.trainings, 1, MAX_TRAININGS)
        if len({trial.number for trial in self.trials}) < len(self.trials):
            raise PopulationError("Expected each trial once, got one twice: leave one out.")
        for trial in self.trials:
            self.space.spec_of(trial.params)

    @property
    def trainings(self) -> int:
        """Trials times seeds."""
        return len(self.trials) * len(self.seeds)

    @property
    def name(self) -> str:
        """The title, or the number of trials and their study."""
        what = "trial" if len(self.trials) == 1 else "trials"
        return self.title or f"{len(self.trials)} {what} of {self.origin or 'a study'} again"

    def specs(self) -> tuple[TrialSpec, ...]:
        """Return every training: all trials with the first seed, then with the next."""
        trials = [self.space.spec_of(trial.params) for trial in self.trials]
        return tuple(
            dataclasses.replace(trial, seed=seed) for seed in self.seeds for trial in trials
        )

    def typical_specs(self) -> tuple[TrialSpec, ...]:
        """Return the trials that are repeated, once each."""
        return tuple(self.space.spec_of(trial.params) for trial in self.trials)

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``trial``, the number in the study, and ``repeat``, counted from 0."""
        numbers = np.array([trial.number for trial in self.trials])
        return {
            "trial": np.tile(numbers, len(self.seeds)),
            "repeat": np.repeat(np.arange(len(self.seeds)), len(self.trials)),
        }


Repeats: TypeAlias = Trained[RepeatPlan]


def _read(document: object) -> RepeatPlan:
    of_trial = get_type_hints(RepeatedTrial)
    return read_plan(
        RepeatPlan,
        document,
        types={"trials": list[Any], "seeds": list[int]},
        trials=lambda items: tuple(
            RepeatedTrial(
                **fields_of(
                    item, RepeatedTrial, PopulationError, path=f"trials[{place}]", types=of_trial
                )
            )
            for place, item in enumerate(items)
        ),
        seeds=tuple,
    )


REPEATS: TrainedStore[RepeatPlan] = TrainedStore("repeats", "set of repeats", _read)
"""The repeats of a workspace."""


def repeats_of(
    study: str,
    workspace: Workspace,
    *,
    top: int = DEFAULT_TOP,
    numbers: Sequence[int] = (),
    seeds: int = DEFAULT_SEEDS,
    seed: int = 0,
    objective: ObjectiveName | None = None,
    **options: Any,
) -> RepeatPlan:
    """Return the plan that trains a study's best trials, or those of ``numbers``, again.

    ``seeds`` of them are drawn with ``seed``; none occurs in any finished trial of the study. The
    best are those of the study's own objective that nobody left out; trials and repeats are judged
    by ``objective``, by default the study's too. ``options`` are the engine, device and title of
    the plan.

    Raises StudyError (there is no such study or trial, or a trial was not judged by the objective),
    PopulationError and StorageError.
    """
    check_whole("top", top, 1, MAX_TRIALS)
    check_whole("seeds", seeds, 1, MAX_SEEDS)
    plan = plan_of_study(study, workspace)
    finished = finished_trials(study, workspace)
    chosen = (
        best_first(tuple(trial_numbered(number, finished) for number in numbers))
        if numbers
        else ranked_trials(study, workspace)[:top]
    )
    used = {spec.seed for trial in finished if (spec := _spec(plan.space, trial)) is not None}
    return RepeatPlan(
        space=plan.space,
        trials=tuple(_repeated(trial, plan, objective) for trial in chosen),
        seeds=fresh_seeds(seeds, seed, used),
        **setting_of(plan, objective),
        **options,
    )


def _repeated(
    trial: FrozenTrial, plan: StudyPlan, objective: ObjectiveName | None
) -> RepeatedTrial:
    measured = {
        name: trial.user_attrs.get(name) for name in ("train_rmse", "val_rmse", "train_rmse_eval")
    }
    other = objective is not None and objective != plan.objective
    value = trial.user_attrs.get(str(objective)) if other else trial.value
    if not isinstance(value, float):
        raise StudyError(
            f"Trial {trial.number} has no {objective}, since another program trained it: ask by "
            "the study's own objective."
        )
    return RepeatedTrial(trial.number, trial.params, value, **measured)


def _spec(space: SearchSpace, trial: FrozenTrial) -> TrialSpec | None:
    """Return the training of a trial; None for one that another program added from outside."""
    try:
        return space.spec_of(trial.params)
    except SpaceError:
        return None
