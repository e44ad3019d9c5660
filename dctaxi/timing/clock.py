"""The time that a running study has left: the same model, and what the run itself has shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from dctaxi.study import auto_round_size
from dctaxi.timing.forecast import study_forecast
from dctaxi.timing.recording import with_spent
from dctaxi.training import Work

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan, StudyProgress
    from dctaxi.timing.machine import Machine

_OWN: Final = 20
"""Trials from which a run's own mean stands for what its trainings amount to."""

_PAUSE_S: Final = 0.2
"""An answer is good for so long; samplers that ask in less would else be kept waiting."""

_REMAINS: Final = 0.2
"""Share of a round that is left, at least, for as long as it goes on."""


class StudyClock:
    """Follows one run of a study; told its progress, it answers with the seconds that are left."""

    def __init__(self, plan: StudyPlan, machine: Machine) -> None:
        self._plan, self._machine = plan, machine
        self._work = Work()
        self._round_began = time.monotonic()
        self._left_s: float | None = None
        self._answered = 0.0

    def left_s(self, progress: StudyProgress) -> float | None:
        """Return how long the run will go on, in seconds; None where nothing limits it.

        A time limit bounds it.
        """
        now = time.monotonic()
        if progress.spent is not None:
            self._machine = with_spent(self._machine, self._plan, progress.spent)
            self._work = self._work.plus(progress.spent.work)
            self._round_began = now
        if self._left_s is None or now - self._answered > _PAUSE_S:
            self._answered = now
            self._left_s = self._by_trials(progress, now - self._round_began)
        limits = [each for each in (self._left_s, progress.time_left_s) if each is not None]
        return min(limits, default=None)

    def _by_trials(self, progress: StudyProgress, spent_s: float) -> float | None:
        if progress.total is None:
            return None
        trials = max(0, progress.total - progress.done)
        size = min(
            trials,
            auto_round_size(self._plan, self._plan.engine, trials_so_far=max(progress.done, 1)),
        )
        preparing = progress.phase == "preparing" and progress.new == 0
        this = self._forecast(progress.done, size, begun=not preparing)
        # A round that takes longer than it should is not over at once: a part of it remains.
        now = max(this - spent_s, _REMAINS * this * (1 - progress.in_round / max(size, 1)))
        return now + self._forecast(progress.done + size, trials - size, begun=True)

    def _forecast(self, first: int, trials: int, *, begun: bool) -> float:
        if trials <= 0:
            return 0.0
        own = self._work.times(1 / self._work.trainings) if self._work.trainings >= _OWN else None
        forecast = study_forecast(
            self._plan, self._machine, trials=trials, first=first, mean_work=own, begun=begun
        )
        return forecast.total.seconds
