"""A study in memory beside the one in the database: Optuna's samplers read it, not SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Any

import optuna
from optuna.storages import InMemoryStorage
from optuna.trial import FrozenTrial, Trial, TrialState

from dctaxi.errors import HyperparameterError, SpaceError
from dctaxi.samplers import fast_normal
from dctaxi.storage import kept_of_study, kept_of_trial, quiet_optuna
from dctaxi.study.asking.asked import Asked
from dctaxi.study.asking.round_sampler import RoundSampler
from dctaxi.study.plan import StudyPlan

_NAME = "shadow"


class Shadow:
    """An asker with what a sampler of Optuna needs to know: parameters, values, states, attributes.

    Learning curves and other user attributes stay in the database, so that the shadow is small.
    """

    def __init__(
        self,
        plan: StudyPlan,
        sampler: RoundSampler,
        trials: Iterable[FrozenTrial] = (),
        study_attrs: Mapping[str, Any] | None = None,
    ) -> None:
        self._plan = plan
        self._samplers = sampler
        self._memory = InMemoryStorage()
        with quiet_optuna():
            self._study = optuna.create_study(storage=self._memory, study_name=_NAME)
        self._id = self._memory.get_study_id_from_name(_NAME)
        self._waiting: dict[int, int] = {}
        self._running: dict[int, Trial] = {}
        count = 0
        for trial in trials:
            count += 1
            shadow_id = self._memory.create_new_trial(self._id, slim(trial))
            if trial.state == TrialState.WAITING:
                self._waiting[shadow_id] = trial._trial_id
        self._known_attrs = {
            key: value
            for key, value in kept_of_study(study_attrs or {}).items()
            # A place in a sequence: of a far one, QMC would draw all the points before it.
            if not isinstance(value, int) or value < count
        }
        for key, value in self._known_attrs.items():
            self._memory.set_study_system_attr(self._id, key, value)

    def begin(self, trials_so_far: int) -> None:
        """Begin the round after so many trials, with a sampler of its own."""
        self._study.sampler = self._samplers.for_round(trials_so_far)

    def ask(self) -> Asked:
        """Start a trial: the first that waits, else a new one."""
        with nullcontext() if self._plan.as_printed else fast_normal():
            trial = self._study.ask()
            self._running[trial.number] = trial
            try:
                spec, problem = self._plan.space.suggest(trial), ""
            except (SpaceError, HyperparameterError) as error:
                spec, problem = None, str(error)
        return Asked(trial.number, trial.params, spec, problem)

    def tell(self, asked: Asked, value: float | None) -> FrozenTrial:
        """End a trial, failed if it has no value, and return it as it is to be stored."""
        state = TrialState.FAIL if value is None else TrialState.COMPLETE
        frozen = self._study.tell(self._running.pop(asked.number), value, state=state)
        frozen._trial_id = self._waiting.pop(frozen._trial_id, -1)
        frozen.system_attrs = kept_of_trial(frozen.system_attrs)
        return frozen

    def new_study_attrs(self) -> dict[str, Any]:
        """Return the attributes that samplers set on the study since the last call."""
        attrs = self._memory.get_study_system_attrs(self._id)
        changed = {
            key: value
            for key, value in attrs.items()
            if key not in self._known_attrs or self._known_attrs[key] != value
        }
        self._known_attrs = dict(attrs)
        return changed


def slim(trial: FrozenTrial) -> FrozenTrial:
    """Return the trial without what no sampler reads."""
    return FrozenTrial(
        number=trial.number,
        trial_id=trial._trial_id,
        state=trial.state,
        value=None,
        values=trial.values,
        datetime_start=trial.datetime_start,
        datetime_complete=trial.datetime_complete,
        params=trial.params,
        distributions=trial.distributions,
        user_attrs={},
        system_attrs=kept_of_trial(trial.system_attrs),
        intermediate_values={},
    )
