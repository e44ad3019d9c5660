"""Rounds of a study: ask for some trials, train them together, store them, then the next ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import func, select

from dctaxi.records import (
    OnProgress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    unfinished_outcome,
)
from dctaxi.storage import (
    ROUND_S,
    TRIALS,
    Guard,
    allow,
    intermediate_values,
    objective_value,
    trial_writer,
    user_attributes,
)
from dctaxi.study.asking import Asked, Asker, Asking
from dctaxi.study.plan import StudyPlan
from dctaxi.study.report import Spent
from dctaxi.training import Engine, work_of

if TYPE_CHECKING:
    from dctaxi.data import TaxiData

OnAsked = Callable[[int], None]


def ignore_asked(_count: int) -> None:
    """Take a number of trials and do nothing: the default listener."""


@dataclass(frozen=True, slots=True)
class StoredTrial:
    """A trial that is in the database, and the training behind it."""

    trial: FrozenTrial
    outcome: TrialOutcome


class Rounds:
    """Runs the rounds of one study; each is in the database before the next begins.

    Who asks works on what it knows in memory. Of a round that ``should_stop`` cut short nothing is
    stored: resumed, the study asks for it again and has the table of one that was never stopped.
    The trainings that had ended by then would be the longest, with which engines begin. ``guard``
    looks whether a round may be written. ``spent`` tells where the time of the latest round went.
    """

    def __init__(
        self,
        plan: StudyPlan,
        storage: RDBStorage,
        study_id: int,
        engine: Engine,
        data: TaxiData,
        guard: Guard = allow,
    ) -> None:
        self._plan = plan
        self._storage = storage
        self._study_id = study_id
        self._engine = engine
        self._data = data
        self._writer = trial_writer(storage, study_id, guard)
        self._asking = Asking(plan)
        self._stored = -1
        self._asker: Asker
        self.spent = Spent()

    def turn(
        self,
        size: int,
        *,
        on_progress: OnProgress,
        should_stop: ShouldStop,
        on_asked: OnAsked = ignore_asked,
    ) -> tuple[StoredTrial, ...]:
        """Ask for ``size`` trials, train and store them; return none where that was cut short.

        ``on_asked`` is told how many have been asked for, after each.
        """
        began_at = datetime.now()  # Optuna keeps local time without a zone
        began = time.perf_counter()
        asked = self._ask(size, should_stop, on_asked)
        asked_at = time.perf_counter()
        outcomes = self._train(asked, on_progress, should_stop)
        trained_at = time.perf_counter()
        whole = len(asked) == size and all(o.status is not RunStatus.STOPPED for o in outcomes)
        told = [
            StoredTrial(self._tell(a, outcome, began_at), outcome)
            for a, outcome in zip(asked, outcomes, strict=True)
            if whole
        ]
        if told:
            told[0].trial.user_attrs[ROUND_S] = trained_at - began
        ended = self._store(told)
        self.spent = Spent(
            rounds=1,
            trials=len(ended),
            work=work_of((a.spec for a in asked if a.spec), self._data.num_features).times(
                self._plan.seeds_per_trial
            ),
            ask_s=asked_at - began,
            train_s=trained_at - asked_at,
            store_s=time.perf_counter() - trained_at,
        )
        return ended

    def _ask(self, size: int, should_stop: ShouldStop, on_asked: OnAsked) -> list[Asked]:
        trials_so_far = self._count()
        if trials_so_far != self._stored:
            # The first round, or another program added trials: those must be known to who asks.
            states = None if self._asking.reads_trials else (TrialState.WAITING,)
            self._asker = self._asking.asker(
                self._storage.get_all_trials(self._study_id, deepcopy=False, states=states),
                self._storage.get_study_system_attrs(self._study_id),
            )
            self._stored = trials_so_far
        self._asker.begin(trials_so_far)
        asked: list[Asked] = []
        while len(asked) < size and not should_stop():
            asked.append(self._asker.ask())
            on_asked(len(asked))
        return asked

    def _train(
        self, asked: Sequence[Asked], on_progress: OnProgress, should_stop: ShouldStop
    ) -> list[TrialOutcome]:
        specs = [a.spec for a in asked if a.spec is not None]
        trained = iter(
            self._engine.run(specs, self._data, on_progress=on_progress, should_stop=should_stop)
            if specs
            else ()
        )
        return [
            unfinished_outcome(RunStatus.FAILED, a.problem) if a.spec is None else next(trained)
            for a in asked
        ]

    def _tell(self, asked: Asked, outcome: TrialOutcome, began_at: datetime) -> FrozenTrial:
        """End a trial. Its times say what its training took, as other programs understand them.

        All of a round begin at once, so that who asked for one without knowing another's result is
        still to be seen.
        """
        plan = self._plan
        value = (
            None
            if asked.spec is None
            else objective_value(outcome, asked.spec, plan.objective, as_printed=plan.as_printed)
        )
        frozen = self._asker.tell(asked, value)
        took = max(timedelta(seconds=outcome.duration_s), timedelta.resolution)
        frozen.datetime_start, frozen.datetime_complete = began_at, began_at + took
        frozen.user_attrs |= user_attributes(outcome, self._engine.device, plan.objective)
        frozen.intermediate_values = intermediate_values(outcome)
        return frozen

    def _store(self, ended: Sequence[StoredTrial]) -> tuple[StoredTrial, ...]:
        if not ended:
            return ()
        numbers = self._writer.write([e.trial for e in ended], self._asker.new_study_attrs())
        new = sum(e.trial._trial_id < 0 for e in ended)
        self._stored = self._stored + new if self._asking.reads_trials else -1
        for stored, number in zip(ended, numbers, strict=True):
            stored.trial.number = number
        return tuple(ended)

    def _count(self) -> int:
        """Return the number of trials of the study in the database, waiting ones included."""
        in_study = TRIALS.c.study_id == self._study_id
        with self._storage.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).where(in_study)) or 0)
