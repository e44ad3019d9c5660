"""One run of a study, from its first round to its last."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from optuna.storages import RDBStorage
from optuna.trial import TrialState
from sqlalchemy import func, select

from dctaxi.data import prepare
from dctaxi.errors import DcTaxiError, StoppedError, StudyError
from dctaxi.foreign_text import visible
from dctaxi.records import ShouldStop
from dctaxi.storage import TRIALS, Guard, SameFile, storage_errors
from dctaxi.study.asking import auto_round_size
from dctaxi.study.attributes import DATA_KEY, DEVICE_KEY
from dctaxi.study.catalog import StudyEntry
from dctaxi.study.judgement import Judgement, judge_trial, keep_judgement
from dctaxi.study.left_out import best_counting, left_out_now
from dctaxi.study.plan import MAX_TRIALS, StudyPlan
from dctaxi.study.report import (
    OnStudyProgress,
    Spent,
    StudyReport,
    Tally,
    own_constant,
    with_round,
)
from dctaxi.study.rounds import Rounds
from dctaxi.study.state import STATE_KEY, StateRecord, StudyState, state_of
from dctaxi.study.telling import Telling
from dctaxi.training import Engine, make_engine, over_seeds
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import ReadTables, TaxiData

_FIRST_ROUNDS = 2
"""Rounds that cost more than others: in the first an engine loads what it needs, in the second, the
first with results before it, a sampler that learns.
"""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked of one run; ``run_study`` says what each means."""

    n_trials: int | None
    timeout_s: float | None
    on_progress: OnStudyProgress
    stop_now: ShouldStop
    stop_after_trial: ShouldStop
    read: ReadTables


class StudyRun:
    """One run of a study, from its first round to its last."""

    def __init__(
        self,
        study: StudyEntry,
        plan: StudyPlan,
        storage: RDBStorage,
        request: RunRequest,
        guard: Guard,
    ) -> None:
        began_s = time.monotonic()
        self._study_id = study.study_id
        self._attributes = study.user_attrs
        self._plan = plan
        self._storage = storage
        self._file = SameFile(storage.engine.url)
        self._request = request
        self._guard = guard
        self._fail_stale_trials()
        self._tally = _tally_of(storage, self._study_id)
        self._requested = self._requested_trials(request.n_trials)
        self._telling = Telling(
            self._tally,
            self._requested,
            request.timeout_s,
            request.on_progress,
            began_s=began_s,
        )
        self._judgement: Judgement | None = None
        self._largest_round = 0
        self._first = Spent()
        self._spent: tuple[Spent, ...] = ()

    def report(
        self, workspace: Workspace, engine: Engine | None, data: TaxiData | None
    ) -> StudyReport:
        """Run to the end and return what came of it."""
        self._set_state(StudyState.RUNNING)
        try:
            with storage_errors(workspace.storage_url):
                state = self._run(workspace, engine, data)
        except DcTaxiError as error:
            self._set_failed(str(error))
            raise
        except Exception as error:
            message = f"The study failed with {type(error).__name__}: {visible(error)}"
            self._set_failed(message)
            raise StudyError(message) from error
        except BaseException:
            # A connection that was cut in a write may lock the database; the interrupt goes first.
            with contextlib.suppress(Exception):
                self._set_state(StudyState.STOPPED)
            raise
        self._file.check()
        tally = self._tally
        return StudyReport(
            name=self._plan.name,
            state=state,
            message="",
            done=tally.done,
            failed=tally.failed,
            new=self._telling.new,
            best_value=tally.best_value,
            best_number=tally.best_number,
            best_constant=tally.best_constant,
            best_params=tally.best_params or {},
            elapsed_s=self._telling.elapsed_s,
            device=self._telling.device,
            round_size=self._largest_round,
            plan=self._plan,
            first=self._first,
            spent=self._spent,
            judgement=self._judgement,
        )

    def _run(
        self, workspace: Workspace, engine: Engine | None, data: TaxiData | None
    ) -> StudyState:
        plan = self._plan
        self._telling.tell("reading the data")
        if data is None:
            try:
                tables = self._request.read(plan.source, workspace, should_stop=self._wants_to_stop)
            except StoppedError:
                self._set_state(StudyState.STOPPED)
                return StudyState.STOPPED
            data = prepare(tables, plan.feature_set)
        self._check_data(data)
        engine = engine or make_engine(plan.engine, device=plan.device, loader=plan.loader)
        engine = over_seeds(engine, plan.seeds_per_trial, plan.over_seeds, plan.objective)
        self._keep_device(engine.device)
        self._telling.rounds_begin()
        rounds = Rounds(plan, self._storage, self._study_id, engine, data, self._guard)
        state = self._rounds(rounds, engine)
        self._set_state(state)  # the search has ended: a judgement takes longer than a round
        if not self._request.stop_now():
            self._judge_best(engine, data)
        return state

    def _rounds(self, rounds: Rounds, engine: Engine) -> StudyState:
        while (size := self._next_round_size(engine)) > 0:
            if self._wants_to_stop():
                return StudyState.STOPPED
            if self._telling.time_left_s == 0:
                return StudyState.FINISHED
            self._telling.round_begins(size)
            ended = rounds.turn(
                size,
                on_progress=self._telling.trained,
                should_stop=self._request.stop_now,
                on_asked=partial(self._telling.asked, size=size),
            )
            self._file.check()
            self._keep_device(engine.device)  # a card may have failed, and the CPU taken over
            spent = dataclasses.replace(rounds.spent, known=self._tally.done)
            if self._first.rounds < _FIRST_ROUNDS:
                self._first = self._first.then(spent) if self._first.rounds else spent
            else:
                self._spent = with_round(self._spent, spent)
            self._largest_round = max(self._largest_round, size)
            self._telling.round_ended(ended, spent)
        return StudyState.FINISHED

    def _wants_to_stop(self) -> bool:
        return self._request.stop_now() or self._request.stop_after_trial()

    def _judge_best(self, engine: Engine, data: TaxiData) -> None:
        number, params = self._tally.best_number, self._tally.best_params
        if number in left_out_now(self._storage, self._study_id):
            best = best_counting(self._storage, self._study_id)
            number, params = (None, None) if best is None else (best.number, best.params)
        if number is None or params is None:
            return
        self._telling.tell("judging the best trial on test rows")
        self._judgement = judge_trial(number, params, self._plan.space, engine, data)
        keep_judgement(self._judgement, self._storage, self._study_id)

    def _keep_device(self, device: str) -> None:
        if device != self._telling.device:
            self._telling.device = device
            self._storage.set_study_user_attr(self._study_id, DEVICE_KEY, device)

    def _next_round_size(self, engine: Engine) -> int:
        remaining = (self._requested or MAX_TRIALS) - self._tally.done
        if remaining <= 0:
            return 0
        plan = self._plan
        size = auto_round_size(plan, engine.id, trials_so_far=self._tally.done)
        return min(size, remaining)

    def _requested_trials(self, n_trials: int | None) -> int | None:
        record = state_of(self._attributes)
        requested = record.requested_trials if record is not None else self._plan.n_trials
        if n_trials is not None:
            requested = self._tally.done + n_trials
            if n_trials < 1 or requested > MAX_TRIALS:
                raise StudyError(
                    f"Expected from 1 to {MAX_TRIALS - self._tally.done:,} more trials, got "
                    f"{n_trials:,}: a study has at most {MAX_TRIALS:,}."
                )
        elif requested is not None and requested <= self._tally.done:
            raise StudyError(
                f"The study {self._plan.name!r} has its {requested:,} trials already: say how "
                "many more it should have."
            )
        return requested

    def _fail_stale_trials(self) -> None:
        """Fail what another program left running; rounds of this one leave nothing behind."""
        running = (TrialState.RUNNING,)
        for trial in self._storage.get_all_trials(self._study_id, deepcopy=False, states=running):
            self._storage.set_trial_user_attr(trial._trial_id, "status", "failed")
            message = "the program that ran this trial ended before it"
            self._storage.set_trial_user_attr(trial._trial_id, "message", message)
            self._storage.set_trial_state_values(trial._trial_id, TrialState.FAIL)

    def _check_data(self, data: TaxiData) -> None:
        """Refuse to mix trials of different data in one study."""
        stored = self._attributes.get(DATA_KEY)
        if stored is None:
            facts: dict[str, object] = {
                "fingerprint": data.fingerprint,
                "train_rows": len(data.train),
                "val_rows": len(data.val),
                "test_rows": None if data.test is None else len(data.test),
            }
            if data.left_out is not None:
                facts["left_out"] = data.left_out.to_json()
            self._storage.set_study_user_attr(self._study_id, DATA_KEY, facts)
        elif stored["fingerprint"] != data.fingerprint:
            raise StudyError(
                f"The data of the study {self._plan.name!r} changed since its first trials were "
                "trained: start a new study on the new data, its values are not comparable with "
                "the old ones."
            )

    def _set_state(self, state: StudyState, message: str = "") -> None:
        record = StateRecord.now(state, requested_trials=self._requested, message=message)
        self._storage.set_study_user_attr(self._study_id, STATE_KEY, record.to_json())

    def _set_failed(self, message: str) -> None:
        # The database may be what failed; the error that ended the run is the one to report.
        with contextlib.suppress(Exception):
            self._set_state(StudyState.FAILED, message)


def _tally_of(storage: RDBStorage, study_id: int) -> Tally:
    """Count the trials of a study that ended, without reading them all."""
    query = (
        select(TRIALS.c.state, func.count().label("count_"))
        .where(TRIALS.c.study_id == study_id)
        .group_by(TRIALS.c.state)
    )
    with storage.engine.connect() as connection:
        counts = {row.state: row.count_ for row in connection.execute(query)}
    tally = Tally(
        done=sum(count for state, count in counts.items() if state.is_finished()),
        failed=counts.get(TrialState.FAIL, 0),
    )
    if counts.get(TrialState.COMPLETE):
        best = best_counting(storage, study_id)
        if best is None:
            return tally
        tally.best_value, tally.best_number = best.value, best.number
        tally.best_params = dict(best.params)
        tally.best_constant = own_constant(best)
    return tally
