"""How long a study, trainings outside of one, or a model will take: work times rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dctaxi.timing.rates import RATES
from dctaxi.timing.reference import fit_work, plan_work, starting_s, study_work

if TYPE_CHECKING:
    from dctaxi.populations import TrainingPlan
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan

_SPREAD: Final = 3.0
"""Machines take from a third to three times the reference's seconds."""

_RANGE: Final = 1.5
"""From this ratio on, an estimate is said as a range."""

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
    """From ``least_s`` to ``most_s``, which are close where all that counts was measured.

    ``limited`` tells that a time limit decides.
    """

    least_s: float
    most_s: float
    limited: bool = False

    @property
    def seconds(self) -> float:
        """The middle of the range, in ratios."""
        return math.sqrt(self.least_s * self.most_s)

    def times(self, share: float) -> Estimate:
        """Return the estimate for a share of the work."""
        return Estimate(share * self.least_s, share * self.most_s, self.limited)

    @property
    def measured(self) -> bool:
        """Whether all that counts was measured."""
        return self.most_s < _RANGE * self.least_s

    @property
    def text(self) -> str:
        """Such as ``about 2 s``, ``from 1 s to 9 s`` or ``4 s, the time limit``."""
        if self.limited:
            return f"{in_words(self.most_s)}, the time limit"
        if self.measured:
            return f"about {in_words(self.seconds)}"
        return f"from {in_words(self.least_s)} to {in_words(self.most_s)}"


def estimate(plan: StudyPlan) -> Estimate:
    """Return how long a new study will take from now."""
    limit_s = math.inf if plan.timeout_s is None else plan.timeout_s
    if plan.n_trials is not None:
        rounds = _at_rates(study_work(plan, plan.n_trials))
        if rounds.seconds < limit_s:
            begun_s = _OPENING_S + starting_s(plan.engine)
            return Estimate(begun_s + rounds.least_s, begun_s + rounds.most_s)
    return Estimate(limit_s, limit_s, limited=True)


def estimate_trainings(plans: Sequence[TrainingPlan]) -> Estimate:
    """Return how long plans of trainings outside a study will take from now, one after another."""
    starting = {"start": max(starting_s(plan.engine) for plan in plans)}
    return _at_rates(*map(plan_work, plans), starting)


def trainings_per_second(plan: TrainingPlan) -> str:
    """Return how many of a plan's trainings a second takes here, such as ``about 340``, or from few
    to many where that was not measured.
    """
    found = _at_rates(plan_work(plan))
    few, middle, many = (
        _two_digits(plan.trainings / s) for s in (found.most_s, found.seconds, found.least_s)
    )
    return f"about {middle}" if found.measured else f"from {few} to {many}"


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
    least_s = most_s = 0.0
    for name, seconds in (item for work in works for item in work.items()):
        rate = RATES.rate(name)
        least_s += seconds * (1 / _SPREAD if rate is None else rate)
        most_s += seconds * (_SPREAD if rate is None else rate)
    return Estimate(least_s, most_s)


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
