"""What is reported of a study while it runs and when it has ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from optuna.trial import FrozenTrial, TrialState

from dctaxi.records import CurvePoint
from dctaxi.study.judgement import Judgement
from dctaxi.study.plan import StudyPlan
from dctaxi.study.state import StudyState

Phase = Literal["preparing", "running"]


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a run has come.

    ``done`` counts the trials of the study that ended, failed ones included; ``new`` those of
    this run, in ``elapsed_s`` seconds of it. ``in_round`` of ``round_size`` trainings of the
    present round have ended; they are stored with the round. ``total`` is None when only time
    limits the run. ``time_left_s`` is what remains of a time limit. ``best_value`` is in USD,
    ``best_constant`` what the constant answer scores on the rows of that trial, None where it was
    not measured. ``phase`` is ``preparing`` until the first training.
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


OnStudyProgress = Callable[[StudyProgress], None]


def ignore_study_progress(_progress: StudyProgress) -> None:
    """Take a progress record and do nothing: the default listener."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Where the time of some trials went: ``steps`` training steps in all, seconds of the clock."""

    trials: int = 0
    steps: int = 0
    ask_s: float = 0.0
    train_s: float = 0.0
    store_s: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.trials + other.trials,
            self.steps + other.steps,
            self.ask_s + other.ask_s,
            self.train_s + other.train_s,
            self.store_s + other.store_s,
        )


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What came of one run of a study; the counts are the study's, ``new`` and times the run's.

    ``round_size`` is that of the run's largest round. ``spent`` leaves out the first round, whose
    engine may have been compiling. ``best_constant`` is what the constant answer scores on the best
    trial's rows. ``judgement`` is None where nothing finished, or where the run
    was cut short.
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
    spent: Spent
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
