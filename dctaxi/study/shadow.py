"""A study in memory beside the one in the database: samplers read it, so nothing waits for SQL."""

from __future__ import annotations

from typing import Any

import optuna
from optuna.samplers import BaseSampler
from optuna.storages import InMemoryStorage, RDBStorage
from optuna.trial import FrozenTrial, Trial, TrialState

from dctaxi.storage import quiet_optuna

_NAME = "shadow"


class Shadow:
    """What a sampler needs to know of a study: parameters, values, states, its own attributes.

    Learning curves and other user attributes stay in the database, so that the shadow is small.
    With ``remember=False``, for samplers that learn nothing, only waiting trials are loaded.
    """

    def __init__(self, storage: RDBStorage, study_id: int, *, remember: bool) -> None:
        states = None if remember else (TrialState.WAITING,)
        trials = storage.get_all_trials(study_id, deepcopy=False, states=states)
        self._memory = InMemoryStorage()
        with quiet_optuna():
            self._study = optuna.create_study(storage=self._memory, study_name=_NAME)
        self._id = self._memory.get_study_id_from_name(_NAME)
        self._waiting: dict[int, int] = {}
        self._known_attrs = storage.get_study_system_attrs(study_id)
        for key, value in self._known_attrs.items():
            self._memory.set_study_system_attr(self._id, key, value)
        for trial in trials:
            shadow_id = self._memory.create_new_trial(self._id, slim(trial))
            if trial.state == TrialState.WAITING:
                self._waiting[shadow_id] = trial._trial_id

    def ask(self, sampler: BaseSampler) -> Trial:
        """Start a trial: the first that waits, else a new one."""
        self._study.sampler = sampler
        return self._study.ask()

    def tell(self, trial: Trial, value: float | None) -> FrozenTrial:
        """End a trial, failed if it has no value, and return it as it is to be stored.

        Its ``_trial_id`` is that of the waiting trial in the database which it came from, or -1.
        """
        state = TrialState.FAIL if value is None else TrialState.COMPLETE
        frozen = self._study.tell(trial, value, state=state)
        frozen._trial_id = self._waiting.pop(frozen._trial_id, -1)
        frozen.system_attrs = {
            key: attr for key, attr in frozen.system_attrs.items() if not _is_noise(key)
        }
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


def _is_noise(key: str) -> bool:
    """Tell the attributes by which TPE and GP tell running trials apart: useless afterwards."""
    return ":relative_params" in key


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
        system_attrs=trial.system_attrs,
        intermediate_values={},
    )
