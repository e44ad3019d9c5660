"""How long a study, trainings outside of one, or a model will take: work times rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dctaxi.timing.rates import RATES
from dctaxi.timing.reference import fit_work, plan_work, starting_s, study_work

if TYPE_CHECKING:
    from dctaxi.populations import TrainingPlan
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan

_UNMEASURED: Final = 0.2
"""Of a measured estimate so much of the time, at the most, is what the reference machine takes."""

_OPENING_S: Final = 0.1
"""Seconds in which a study opens its database and evaluates its best trial."""

_DAY_S, _YEAR_S, _MOST_YEARS = 86_400, 86_400 * 365, 1e6
_UNITS: Final = (
    ("s", 1, 99.5),
    ("min", 60, 5_400),
    ("h", 3_600, 3 * _DAY_S),
    ("days", _DAY_S, 2 * _YEAR_S),
)
"""Units of a duration, their seconds, and from how many seconds on the next one is taken."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The seconds of some work.

    ``measured`` tells that nearly all of it was timed on this machine; machines take from a third
    to three times what the reference takes. ``limited`` tells that a time limit decides.
    """

    seconds: float
    measured: bool = True
    limited: bool = False

    def times(self, share: float) -> Estimate:
        """Return the estimate for a share of the work."""
        return replace(self, seconds=share * self.seconds)

    @property
    def text(self) -> str:
        """Such as ``about 2 s`` or ``4 s, the time limit``."""
        if self.limited:
            return f"{in_words(self.seconds)}, the time limit"
        return f"about {in_words(self.seconds)}"


def estimate(plan: StudyPlan) -> Estimate:
    """Return how long a new study will take from now."""
    limit_s = math.inf if plan.timeout_s is None else plan.timeout_s
    if plan.n_trials is not None:
        rounds = _at_rates(study_work(plan, plan.n_trials))
        if rounds.seconds < limit_s:
            begun_s = _OPENING_S + starting_s(plan.engine)
            return replace(rounds, seconds=begun_s + rounds.seconds)
    return Estimate(limit_s, limited=True)


def estimate_trainings(plans: Sequence[TrainingPlan]) -> Estimate:
    """Return how long plans of trainings outside a study will take from now, one after another."""
    starting = {"start": max(starting_s(plan.engine) for plan in plans)}
    return _at_rates(*map(plan_work, plans), starting)


def trainings_per_second(plan: TrainingPlan) -> str:
    """Return how many of a plan's trainings a second takes here, such as ``340``."""
    return _two_digits(plan.trainings / _at_rates(plan_work(plan)).seconds)


def estimate_fit(specs: Sequence[TrialSpec], plan: StudyPlan, rows: int) -> Estimate:
    """Return how long it takes to train specs as a study trains, and to compare the model with the
    baselines, which learn from so many rows.
    """
    return _at_rates(fit_work(specs, plan, rows), {"start": starting_s(plan.engine)})


def seconds_at_best(plan: TrainingPlan) -> float:
    """Return the seconds of a plan's trainings here or on the reference machine, whichever is less:
    what others did while it was measured makes a machine look slow.
    """
    return sum(
        seconds * min(1.0, RATES.rate(name) or 1.0) for name, seconds in plan_work(plan).items()
    )


def _at_rates(*works: Mapping[str, float]) -> Estimate:
    measured_s = guessed_s = 0.0
    for name, seconds in (item for work in works for item in work.items()):
        rate = RATES.rate(name)
        if rate is None:
            guessed_s += seconds
        else:
            measured_s += seconds * rate
    return Estimate(measured_s + guessed_s, guessed_s <= _UNMEASURED * measured_s)


def in_words(seconds: float) -> str:
    """Return a duration as an estimate is said: two digits are all that it is good for."""
    if seconds < 0.0995:
        return f"{_two_digits(max(seconds * 1000, 1))} ms"
    for unit, length_s, most_s in _UNITS:
        if seconds < most_s:
            return f"{_two_digits(seconds / length_s)} {unit}"
    return f"{_two_digits(min(seconds / _YEAR_S, _MOST_YEARS))} years"


def _two_digits(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.12g}"
