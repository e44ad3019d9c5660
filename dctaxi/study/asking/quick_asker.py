"""A study's trials asked for through rustuna, as Optuna stores them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from optuna.trial import FrozenTrial, TrialState

from dctaxi.samplers import SAMPLERS, RustunaAsker
from dctaxi.storage import GIVEN, kept_of_trial
from dctaxi.study.asking.asked import Asked
from dctaxi.study.asking.round_sampler import round_seed
from dctaxi.study.plan import StudyPlan


class QuickAsker:
    """An asker that hands a study's finished trials to rustuna, round by round."""

    def __init__(self, plan: StudyPlan, trials: Iterable[FrozenTrial] = ()) -> None:
        self._seed = plan.sampler_seed
        self._asker = RustunaAsker(SAMPLERS[plan.sampler], plan.space)
        self._distributions = plan.space.distributions()
        self._waiting: deque[FrozenTrial] = deque()
        self._begun: dict[int, FrozenTrial] = {}
        self._number = 0
        for trial in trials:
            if trial.state == TrialState.WAITING:
                self._waiting.append(trial)
                continue
            self._number += 1
            if trial.state == TrialState.COMPLETE and trial.value is not None:
                self._asker.know(trial.params, trial.value)

    def begin(self, trials_so_far: int) -> None:
        """Begin the round after so many trials."""
        self._asker.begin(round_seed(self._seed, trials_so_far))

    def ask(self) -> Asked:
        """Return one more trial of the round: the first that waits, else a new one."""
        waiting = self._waiting.popleft() if self._waiting else None
        attrs = {} if waiting is None else kept_of_trial(waiting.system_attrs)
        began = datetime.now()  # Optuna keeps local time without a zone
        params, spec, problem = self._asker.ask(attrs.get(GIVEN))
        number = self._number
        self._number += 1
        self._begun[number] = FrozenTrial(
            number=number,
            trial_id=-1 if waiting is None else waiting._trial_id,
            state=TrialState.RUNNING,
            value=None,
            datetime_start=began,
            datetime_complete=None,
            params=dict(params),
            distributions={name: self._distributions[name] for name in params},
            user_attrs={},
            system_attrs=attrs,
            intermediate_values={},
        )
        return Asked(number, params, spec, problem)

    def tell(self, asked: Asked, value: float | None) -> FrozenTrial:
        """End a trial, failed if it has no value, and return it as it is to be stored."""
        trial = self._begun.pop(asked.number)
        trial.state = TrialState.FAIL if value is None else TrialState.COMPLETE
        trial.datetime_complete = datetime.now()
        if value is not None:
            trial.value = value
            asked_here = GIVEN not in trial.system_attrs
            self._asker.know(asked.params, value, asked_here=asked_here)
        return trial

    def new_study_attrs(self) -> dict[str, Any]:
        """Return nothing: rustuna's samplers keep no state with a study."""
        return {}
