"""A study in memory in which a sampler is asked once more, and listened to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any, cast

import optuna
from optuna.samplers import BaseSampler, TPESampler
from optuna.storages import InMemoryStorage
from optuna.trial import FrozenTrial, TrialState, create_trial

from dctaxi.errors import HyperparameterError, SpaceError
from dctaxi.samplers import fast_normal
from dctaxi.storage import GIVEN, quiet_optuna
from dctaxi.study import StudyPlan
from dctaxi.teaching.tpe.optuna_tpe import Draw, listen


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sampler suggested, and the choices of TPE in it, in their order."""

    params: Mapping[str, Any]
    draws: tuple[Draw, ...]


class Rehearsal:
    """A study in memory with trials that are over, as a sampler found them.

    Of ``before``, the trials named in ``waiting`` are still to begin, and those in ``unborn`` did
    not exist yet: they keep their numbers and no sampler sees them.
    """

    def __init__(
        self,
        plan: StudyPlan,
        before: Sequence[FrozenTrial] = (),
        *,
        waiting: Collection[int] = (),
        unborn: Collection[int] = (),
    ) -> None:
        self._plan = plan
        memory = InMemoryStorage()
        with quiet_optuna():
            self._study = optuna.create_study(storage=memory)
        self._heard: list[Draw] = []
        self._last: optuna.Trial | None = None
        for trial in before:
            if trial.number in unborn:
                template = create_trial(state=TrialState.FAIL)
            elif trial.number in waiting:
                template = _as_queued(trial)
            else:
                template = trial
            memory.create_new_trial(self._study._study_id, template)

    def ask(self, sampler: BaseSampler, given: Mapping[str, Any] | None = None) -> Asked:
        """Ask for the next trial, which then runs.

        What is ``given`` is taken in place of what the sampler suggests, which is heard all the
        same.
        """
        if sampler is not self._study.sampler:
            self._study.sampler = sampler
            known = None if given is None else _internal(self._plan, given)
            self._heard = listen(cast("TPESampler", sampler), known)
        self._heard.clear()
        with _as_searched(self._plan):
            self._last = self._study.ask()
            trial = self._last if given is None else _Given(self._last, given)
            # A configuration that cannot be trained failed with what it had been asked for.
            with suppress(SpaceError, HyperparameterError):
                self._plan.space.suggest(cast("optuna.Trial", trial))
        return Asked(dict(self._last.params), tuple(self._heard))

    def tell(self, stored: FrozenTrial) -> None:
        """End the trial asked last as the stored one ended."""
        value = stored.value if stored.state is TrialState.COMPLETE else None
        state = TrialState.COMPLETE if value is not None else TrialState.FAIL
        self._study.tell(cast("optuna.Trial", self._last), value, state=state)


class _Given:
    """A trial that asks its sampler and takes what is given."""

    def __init__(self, trial: optuna.Trial, given: Mapping[str, Any]) -> None:
        self._trial, self._given = trial, given

    def suggest_int(self, name: str, *args: Any, **options: Any) -> int:
        return cast("int", self._given.get(name, self._trial.suggest_int(name, *args, **options)))

    def suggest_float(self, name: str, *args: Any, **options: Any) -> float:
        suggested = self._trial.suggest_float(name, *args, **options)
        return cast("float", self._given.get(name, suggested))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        return self._given.get(name, self._trial.suggest_categorical(name, choices))


def _internal(plan: StudyPlan, params: Mapping[str, Any]) -> dict[str, float]:
    """Return Optuna's numbers of some parameters; those from outside of the space are left out."""
    distributions = plan.space.distributions()
    return {
        name: distributions[name].to_internal_repr(value)
        for name, value in params.items()
        if name in distributions
    }


def _as_queued(trial: FrozenTrial) -> FrozenTrial:
    """Return a trial that was put in by hand as it was before it began."""
    return create_trial(state=TrialState.WAITING, system_attrs={GIVEN: trial.system_attrs[GIVEN]})


@contextmanager
def _as_searched(plan: StudyPlan) -> Iterator[None]:
    """Use the functions of the normal distribution that the study was searched with."""
    with nullcontext() if plan.as_printed else fast_normal():
        yield
