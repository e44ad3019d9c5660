"""A run of a study that knows how long it has to go, and from which the next is estimated."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dctaxi.data import load_tables
from dctaxi.records import never_stop
from dctaxi.study import StudyProgress, auto_round_size, find_study, run_study
from dctaxi.timing.rates import RATES, Rates, note_round
from dctaxi.timing.reference import is_ready, study_work
from dctaxi.training import Work

if TYPE_CHECKING:
    from dctaxi.data import ReadTables, TaxiData
    from dctaxi.records import ShouldStop
    from dctaxi.study import StudyPlan, StudyReport
    from dctaxi.training import Engine
    from dctaxi.workspace import Workspace

OnTimedProgress = Callable[[StudyProgress, float | None], None]
"""Takes the progress of a study and the seconds that it has left, None where nothing limits it."""

_OWN: Final = 20
"""Trainings from which a run's own mean stands for what its trainings amount to."""

_PAUSE_S: Final = 0.2
"""An answer is good for so long; samplers that ask in less would else be kept waiting."""

_REMAINS: Final = 0.2
"""Share of a round that is left, at least, for as long as it goes on."""


def run_timed(
    name: str,
    workspace: Workspace,
    *,
    on_progress: OnTimedProgress,
    n_trials: int | None = None,
    timeout_s: float | None = None,
    stop_now: ShouldStop = never_stop,
    stop_after_trial: ShouldStop = never_stop,
    engine: Engine | None = None,
    data: TaxiData | None = None,
    read: ReadTables = load_tables,
) -> StudyReport:
    """Run a study as ``run_study`` does, whose arguments and errors these are."""
    clock = StudyClock(find_study(name, workspace).own_plan(": make a new one from its space."))
    return run_study(
        name,
        workspace,
        n_trials=n_trials,
        timeout_s=timeout_s,
        on_progress=lambda progress: on_progress(progress, clock.left_s(progress)),
        stop_now=stop_now,
        stop_after_trial=stop_after_trial,
        engine=engine,
        data=data,
        read=read,
    )


class StudyClock:
    """Follows one run of a study; told its progress, it answers with the seconds that are left."""

    def __init__(self, plan: StudyPlan) -> None:
        self._plan, self._ready = plan, is_ready(plan.engine)
        self._rounds, self._work, self._own = 0, Work(), Rates()
        self._round_began = time.monotonic()
        self._left_s: float | None = None
        self._answered = 0.0

    def left_s(self, progress: StudyProgress) -> float | None:
        """Return how long the run will go on, in seconds; None where nothing limits it.

        A time limit bounds it.
        """
        now = time.monotonic()
        if progress.spent is not None:
            self._rounds += 1
            note_round(self._plan, progress.spent, self._own)
            # An engine loads in the first round, a sampler that learns in the first two.
            note_round(
                self._plan,
                progress.spent,
                asking=self._rounds > 2,
                training=self._rounds > 1 or self._ready,
            )
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
        trials, known = max(0, progress.total - progress.done), max(progress.done, 1)
        size = min(trials, auto_round_size(self._plan, self._plan.engine, trials_so_far=known))
        this = self._seconds(size, progress.done)
        # A round that takes longer than it should is not over at once: a part of it remains.
        now = max(this - spent_s, _REMAINS * this * (1 - progress.in_round / max(size, 1)))
        return now + self._seconds(trials - size, progress.done + size)

    def _seconds(self, trials: int, first: int) -> float:
        """Return the seconds for so many trials after ``first`` others."""
        trained, work = self._work.trainings, None
        if trained >= _OWN:
            work = self._work.times(trials * self._plan.seeds_per_trial / trained)
        parts = study_work(self._plan, trials, first=first, work=work).items()
        return sum(
            seconds * (self._own.rate(name) or RATES.rate(name) or 1.0) for name, seconds in parts
        )
