"""Trials asked for through rustuna, the Optuna organisation's samplers in Rust.

Every round has a study of its own in memory, with the trials that ended before it copied in and a
sampler that has the round's seed. So what a round asks for follows from what is stored, and a study
that was stopped or killed goes on as if it had never ended. Rust asks for a trial in a thirtieth of
the time that Optuna takes, and searches as well: docs/decisions/rounds.md.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from dctaxi.errors import HyperparameterError, SpaceError
from dctaxi.records import TrialSpec
from dctaxi.samplers.sampler import Sampler
from dctaxi.space import Choices, Dimension, Fixed, FloatRange, SearchSpace

if TYPE_CHECKING:
    import optuna
    from rustuna import Study, Trial
    from rustuna.distributions import Distribution
    from rustuna.trial import PersistedTrial

MOST_KNOWN = 300
"""The most trials that a round is asked from.

The time to ask grows with them, 0.7 ms a trial at 300 and 20 at 10,000, and what is found does not
get better: docs/decisions/rounds.md.
"""

BEST_KNOWN = 25
"""Of these the best so many, which are all that TPE ever counts as good; the others are the latest,
which it gives the most weight."""

_Value = TypeVar("_Value")


class Suggested(NamedTuple):
    """What was asked for: ``spec`` is None where it cannot be trained, ``problem`` says why."""

    params: Mapping[str, Any]
    spec: TrialSpec | None
    problem: str


class _Known(NamedTuple):
    value: float
    trial: PersistedTrial


class RustunaAsker:
    """Asks for the trials of one study, round by round."""

    def __init__(self, sampler: Sampler, space: SearchSpace) -> None:
        if sampler.fast is None:
            raise ValueError(f"{sampler.id} is not asked through rustuna")
        self._fast = sampler.fast
        self._learns = sampler.learns
        self._space = space
        self._distributions = {
            name: _distribution(dimension)
            for name, dimension in space.trial_parameters.items()
            if not isinstance(dimension, Fixed)
        }
        self._known: list[_Known] = []
        self._most_known = MOST_KNOWN
        self._study: Study

    def know(self, params: Mapping[str, Any], value: float, *, asked_here: bool = False) -> None:
        """Take in a finished trial, in the order of numbers; one from outside of the space is not.

        ``value`` is what the study minimises. What was ``asked_here`` is of the space, and not
        looked at once more.
        """
        from rustuna.trial import create_trial

        if self._learns and (asked_here or self._space.contains(params)):
            distributions = {name: self._distributions[name] for name in params}
            trial = create_trial(value=value, params=dict(params), distributions=distributions)
            self._known.append(_Known(value, trial))

    def begin(self, seed: int) -> None:
        """Begin a round."""
        from rustuna import create_study

        self._study = create_study(sampler=self._fast.make(seed))
        for place in remembered([known.value for known in self._known], self._most_known):
            self._study.add_trial(self._known[place].trial)

    def ask(self, given: Mapping[str, Any] | None = None) -> Suggested:
        """Ask for one more trial of the round; what is ``given`` is not asked for."""
        trial = _Noting(self._study.ask(), given or {})
        try:
            spec = self._space.suggest(cast("optuna.Trial", trial))  # it suggests like one
        except (SpaceError, HyperparameterError) as error:
            return Suggested(trial.params, None, str(error))
        return Suggested(trial.params, spec, "")


class _Noting:
    """A trial that notes what was suggested; values that are given are taken as they are."""

    def __init__(self, trial: Trial, given: Mapping[str, Any]) -> None:
        self.params: dict[str, Any] = {}
        self._trial = trial
        self._given = given

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        value = self._trial.suggest_int(name, low, high, step=step, log=log)
        return self._noted(name, value)

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        return self._noted(name, self._trial.suggest_float(name, low, high, step=step, log=log))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        return self._noted(name, self._trial.suggest_categorical(name, list(choices)))

    def _noted(self, name: str, value: _Value) -> _Value:
        noted: _Value = self._given.get(name, value)
        self.params[name] = noted
        return noted


def remembered(values: Sequence[float], most: int = MOST_KNOWN) -> Sequence[int]:
    """Return the places of the trials that a round is asked from, given the values of all.

    Both are in the order of the trials' numbers.
    """
    count = len(values)
    if count <= most:
        return range(count)
    best = set(heapq.nsmallest(BEST_KNOWN, range(count), key=lambda place: (values[place], place)))
    latest = itertools.islice(
        (place for place in reversed(range(count)) if place not in best), most - BEST_KNOWN
    )
    return sorted({*best, *latest})


def _distribution(dimension: Dimension) -> Distribution:
    from rustuna.distributions import Distribution

    if isinstance(dimension, Fixed):
        raise TypeError("what is fixed is not asked for")
    if isinstance(dimension, FloatRange):
        return Distribution.float(dimension.low, dimension.last, dimension.log, dimension.step)
    if isinstance(dimension, Choices):
        return Distribution.categorical(list(dimension.values))
    return Distribution.int(dimension.low, dimension.last, dimension.log, dimension.step)
