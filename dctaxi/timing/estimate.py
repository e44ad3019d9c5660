"""How long a study or trainings outside of one will take, in words that say what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dctaxi.data import inputs_of
from dctaxi.timing.costs import Cost, judging
from dctaxi.timing.forecast import (
    Forecast,
    specs_forecast,
    study_forecast,
    trainings_forecast,
)
from dctaxi.timing.machine import Machine, read_machine

if TYPE_CHECKING:
    from dctaxi.populations import TrainingPlan
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace

_PARTS = ("beginning", "asking", "training", "storing", "judging")
_WORDS = {
    "beginning": "getting ready",
    "asking": "choosing",
    "training": "training",
    "storing": "storing",
    "judging": "baselines",
}
_DAY_S, _YEAR_S, _MOST_YEARS = 86_400, 86_400 * 365, 1e6
_UNITS = (
    ("s", 1, 99.5),
    ("min", 60, 5_400),
    ("h", 3_600, 3 * _DAY_S),
    ("days", _DAY_S, 2 * _YEAR_S),
)
"""Units of a duration, their seconds, and from how many seconds on the next one is taken."""

_LEAST_SHARE = 0.02
"""A part that takes less of the whole is not worth a word."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long something will take.

    ``seconds`` in all, ``measured`` whether all that counts was measured on this machine;
    ``about`` says the seconds, such as ``about 22 s``, and ``sentence`` where they go and what they
    go by, without saying them again.
    """

    seconds: float
    measured: bool
    about: str
    sentence: str

    @property
    def text(self) -> str:
        """Both in one sentence."""
        return f"{self.about[:1].upper()}{self.about[1:]}. {self.sentence}"


def estimate(plan: StudyPlan, workspace: Workspace) -> Estimate:
    """Return how long a study will take from now on this machine."""
    machine = read_machine(workspace)
    if plan.n_trials is None:
        limit = plan.timeout_s or 0.0
        return Estimate(limit, True, in_words(limit), "The time limit decides.")  # noqa: FBT003
    forecast = study_forecast(plan, machine, trials=plan.n_trials)
    if plan.timeout_s is not None and plan.timeout_s < _rounds_s(forecast):
        trials = max(1, _trials_in(plan, machine, plan.timeout_s))
        return Estimate(
            plan.timeout_s,
            forecast.total.measured,
            f"{in_words(plan.timeout_s)}, the time limit",
            f"About {trials:,} of {plan.n_trials:,} trials fit into it. "
            f"{_basis(forecast, machine)}",
        )
    return _estimate(forecast, machine)


def estimate_trainings(
    plans: Iterable[TrainingPlan], workspace: Workspace, *, begun: bool = False
) -> Estimate:
    """Return how long plans of trainings outside a study will take from now, one after another.

    With ``begun`` an engine's getting ready, which a process pays once, does not count.
    """
    machine = read_machine(workspace)
    forecasts = [trainings_forecast(plan, machine) for plan in plans]
    whole, *others = forecasts
    if begun:
        whole = whole._replace(beginning=Cost())
    for one in others:  # an engine gets ready once
        whole = Forecast(
            whole.beginning,
            whole.asking.plus(one.asking),
            whole.training.plus(one.training),
            whole.storing.plus(one.storing),
        )
    return _estimate(whole, machine)


def seconds_at_best(plan: TrainingPlan, workspace: Workspace) -> float:
    """Return how long a plan's trainings take on this machine or on that of the references, which
    ever is less: what others did while it was measured makes a machine look slow.
    """
    return min(
        trainings_forecast(plan, machine)._replace(beginning=Cost()).total.seconds
        for machine in (read_machine(workspace), Machine())
    )


def estimate_specs(specs: Sequence[TrialSpec], plan: StudyPlan, workspace: Workspace) -> Estimate:
    """Return how long it takes to train these again as a study trains, all in one call."""
    return _estimate(specs_forecast(specs, plan, read_machine(workspace)), read_machine(workspace))


def estimate_fit(
    specs: Sequence[TrialSpec], plan: StudyPlan, rows: int, workspace: Workspace
) -> Estimate:
    """Return how long it takes to train these and to judge what comes of it beside the baselines,
    which learn from so many rows.
    """
    machine = read_machine(workspace)
    inputs = len(inputs_of(plan.source, plan.feature_set))
    forecast = specs_forecast(specs, plan, machine)
    return _estimate(forecast._replace(judging=judging(machine, rows, inputs)), machine)


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


def _estimate(forecast: Forecast, machine: Machine) -> Estimate:
    total = forecast.total
    parts = [
        f"{_WORDS[name]} {in_words(getattr(forecast, name).seconds)}"
        for name in _PARTS
        if getattr(forecast, name).seconds >= _LEAST_SHARE * total.seconds
    ]
    split = f"{', '.join(parts)}; ".capitalize() if len(parts) > 1 else ""
    basis = _basis(forecast, machine)
    sentence = f"{split}{basis[:1].lower()}{basis[1:]}" if split else basis
    return Estimate(
        total.seconds, _counting(forecast), f"about {in_words(total.seconds)}", sentence
    )


def _counting(forecast: Forecast) -> bool:
    """Tell whether all parts that count were measured."""
    total = forecast.total.seconds
    return all(part.measured or part.seconds < 0.1 * total for part in forecast)


def _basis(forecast: Forecast, machine: Machine) -> str:
    """Say what an estimate goes by: nothing is called measured that was not."""
    total = forecast.total.seconds
    missing = [
        _WORDS[name]
        for name in _PARTS
        if not getattr(forecast, name).measured
        and getattr(forecast, name).seconds >= _LEAST_SHARE * total
    ]
    if not machine.seen or len(missing) == len(_PARTS):
        return (
            "Nothing has been measured on this machine yet, so this is how long another one takes."
        )
    day = f"measured on this machine, last on {machine.measured_on}."
    if not missing:
        return f"As {day}"
    return f"Not timed on this machine yet, so as another one takes: {', '.join(missing)}."


def _rounds_s(forecast: Forecast) -> float:
    """Return the seconds that a time limit counts: those of the rounds."""
    return forecast.asking.seconds + forecast.training.seconds + forecast.storing.seconds


def _trials_in(plan: StudyPlan, machine: Machine, seconds: float) -> int:
    """Return how many trials fit into so many seconds of rounds."""
    low, high = 0, plan.n_trials or 0
    while high - low > 1:
        middle = (low + high) // 2
        if _rounds_s(study_forecast(plan, machine, trials=middle)) <= seconds:
            low = middle
        else:
            high = middle
    return low
