"""What is reported of a study while it runs and when it has ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from optuna.trial import FrozenTrial, TrialState

from dctaxi.records import CurvePoint
from dctaxi.study.judgement import Judgement
from dctaxi.study.plan import StudyPlan
from dctaxi.study.state import StudyState
from dctaxi.training import Work

Phase = Literal["preparing", "running"]


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a run has come.

    ``done`` counts the trials of the study that ended, failed ones included; ``new`` those of
    this run, in ``elapsed_s`` seconds of it. ``in_round`` of ``round_size`` trainings of the
    present round have ended; they are stored with the round. ``total`` is None when only time
    limits the run. ``time_left_s`` is what remains of a time limit. ``best_value`` is in USD,
    ``best_constant`` what the constant answer scores on the rows of that trial, None where it was
    not measured. ``phase`` is ``preparing`` until the first training; ``doing`` says what is done
    at this moment, such as ``choosing trial 3 of 5``. ``spent`` is what the round cost that has
    just ended, None at other times.
    """

    phase: Phase
    done: int
    failed: int
    total: int | None
    new: int
    in_round: int
    round_size: int
    best_value: float | None
    best_number: int | None
    best_constant: float | None
    best_params: Mapping[str, Any]
    latest_curve: tuple[CurvePoint, ...]
    elapsed_s: float
    time_left_s: float | None
    device: str
    doing: str = ""
    spent: Spent | None = None


OnStudyProgress = Callable[[StudyProgress], None]


def ignore_study_progress(_progress: StudyProgress) -> None:
    """Take a progress record and do nothing: the default listener."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Where the time of some rounds went, in seconds of the clock.

    ``known`` is how many trials there were before the first of them, ``work`` what was trained.
    """

    known: int = 0
    rounds: int = 0
    trials: int = 0
    work: Work = field(default_factory=Work)
    ask_s: float = 0.0
    train_s: float = 0.0
    store_s: float = 0.0

    @property
    def all_s(self) -> float:
        """Seconds of all."""
        return self.ask_s + self.train_s + self.store_s

    def then(self, later: Spent) -> Spent:
        """Return both together; ``later`` is what came after."""
        return Spent(
            self.known,
            self.rounds + later.rounds,
            self.trials + later.trials,
            self.work.plus(later.work),
            self.ask_s + later.ask_s,
            self.train_s + later.train_s,
            self.store_s + later.store_s,
        )


def with_round(spent: tuple[Spent, ...], latest: Spent) -> tuple[Spent, ...]:
    """Return what was spent with a round more; a new part begins where trials have doubled."""
    if spent and spent[-1].known.bit_length() == latest.known.bit_length():
        return (*spent[:-1], spent[-1].then(latest))
    return (*spent, latest)


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What came of one run of a study; the counts are the study's, ``new`` and times the run's.

    ``round_size`` is that of the run's largest round. ``first`` is what its first two rounds cost,
    in which engine and sampler load what they need, ``spent`` the others, a part for each doubling
    of trials. ``best_constant`` is what the constant answer scores on the best trial's rows.
    ``judgement`` is None where nothing finished, or where the run was cut short.
    """

    name: str
    state: StudyState
    message: str
    done: int
    failed: int
    new: int
    best_value: float | None
    best_number: int | None
    best_constant: float | None
    best_params: Mapping[str, Any]
    elapsed_s: float
    device: str
    round_size: int
    plan: StudyPlan
    first: Spent
    spent: tuple[Spent, ...]
    judgement: Judgement | None


def own_constant(trial: FrozenTrial) -> float | None:
    """Return what the constant answer scores on a trial's rows, in USD; None if it is not known."""
    stored = trial.user_attrs.get("constant_objective")
    return stored if isinstance(stored, float) and math.isfinite(stored) else None


@dataclass(slots=True)
class Tally:
    """Counts trials and keeps the best of them, as they come."""

    done: int = 0
    failed: int = 0
    best_value: float | None = None
    best_number: int | None = None
    best_constant: float | None = None
    best_params: Mapping[str, Any] | None = None

    def add(self, trial: FrozenTrial) -> None:
        """Count a trial that ended; others are passed over."""
        if not trial.state.is_finished():
            return
        self.done += 1
        if trial.state == TrialState.FAIL:
            self.failed += 1
        if trial.state != TrialState.COMPLETE or trial.value is None:
            return
        if self.best_value is None or trial.value < self.best_value:
            self.best_value = trial.value
            self.best_number = trial.number
            self.best_constant = own_constant(trial)
            self.best_params = dict(trial.params)
