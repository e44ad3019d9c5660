"""Studies: make one from a plan, run it, run it on."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import optuna
from optuna.storages import RDBStorage
from optuna.study import StudyDirection
from optuna.trial import TrialState

from dctaxi.data.sources import load
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.records import CurvePoint, Progress, ShouldStop
from dctaxi.search import lineage
from dctaxi.search.catalog import (
    BASELINE_KEY,
    DATA_KEY,
    DEVICE_KEY,
    PARENT_KEY,
    PLAN_KEY,
    VERSIONS_KEY,
    check_new_name,
    find_study,
)
from dctaxi.search.lock import held
from dctaxi.search.plan import MAX_TRIALS, StudyPlan, check_timeout
from dctaxi.search.report import (
    OnStudyProgress,
    Phase,
    Spent,
    StudyProgress,
    StudyReport,
    Tally,
    ignore_study_progress,
)
from dctaxi.search.round_sampler import auto_round_size
from dctaxi.search.rounds import Rounds
from dctaxi.search.state import STATE_KEY, StateRecord, StudyState, state_of
from dctaxi.search.storage import quiet_optuna, storage_errors, writing
from dctaxi.search.versions import installed_versions
from dctaxi.training.engine import Engine, never_stop
from dctaxi.training.engines import make_engine
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData


@dataclass(frozen=True, slots=True)
class CreatedStudy:
    """A new study; ``kept`` of the ``parent_trials`` finished trials of its parent are in it."""

    study_id: int
    name: str
    kept: int = 0
    parent_trials: int = 0


def create_study(
    plan: StudyPlan,
    workspace: Workspace,
    *,
    baseline: Mapping[str, float] | None = None,
    carry_over: bool = False,
) -> CreatedStudy:
    """Store a study that is to be run by this plan.

    ``baseline`` holds the scores of constant predictions in USD, which the pages draw beside the
    trials. With ``carry_over`` the parent's finished trials that lie in the plan's space become
    the first trials of the study.

    Raises StudyError (the name is taken, or the parent is missing or does not fit) and StorageError
    (the database cannot be used).
    """
    check_new_name(plan.name, workspace)
    inherited = lineage.inherited_trials(plan, workspace, carry_over=carry_over)
    state = StateRecord.now(
        StudyState.CREATED,
        requested_trials=(None if plan.n_trials is None else plan.n_trials + len(inherited.trials)),
    )
    attributes = {
        PLAN_KEY: plan.to_json(),
        STATE_KEY: state.to_json(),
        BASELINE_KEY: dict(baseline) if baseline is not None else None,
        VERSIONS_KEY: installed_versions(),
        PARENT_KEY: inherited.to_json(),
    }
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(
            study_name=plan.name, storage=storage, direction=StudyDirection.MINIMIZE
        )
        for key, value in attributes.items():
            if value is not None:
                study.set_user_attr(key, value)
        inherited.write(storage, study._study_id)
        for params in plan.enqueue:
            study.enqueue_trial(dict(params))
        return CreatedStudy(study._study_id, plan.name, len(inherited.trials), inherited.of)


def run_study(
    name: str,
    workspace: Workspace,
    *,
    n_trials: int | None = None,
    timeout_s: float | None = None,
    on_progress: OnStudyProgress = ignore_study_progress,
    stop_now: ShouldStop = never_stop,
    stop_after_trial: ShouldStop = never_stop,
    engine: Engine | None = None,
    data: TaxiData | None = None,
) -> StudyReport:
    """Run a study until it has the trials that were asked for, or for ``timeout_s`` seconds.

    ``n_trials`` asks for so many more trials than it has; without it the run goes on to where
    the study was to go. ``timeout_s`` replaces the plan's; like Optuna's it ends no training, the
    round in progress is finished. ``stop_now`` cuts the round in progress short, keeping the
    trainings that had ended; ``stop_after_trial`` ends after the round, which with most samplers
    takes a fraction of a second. ``engine`` and ``data`` replace those of the plan.

    Every round is in the database before the next begins. Whatever ends the run, the rounds
    before it are kept, and the study's state and message tell what happened.

    Raises StudyError (there is no such study, it is running, it has no plan, all its trials are
    there, or the run failed for a reason that this program does not know) and DataError,
    EngineError, StorageError (the data, the engine or the database cannot be used).
    """
    check_timeout(timeout_s)
    entry = find_study(name, workspace)
    if entry.plan is None:
        raise StudyError(
            f"The study {name!r} was not made by this program: make a new one from its space."
        )
    with (
        writing(workspace.storage_url) as storage,
        held(entry.study_id, name, workspace),
    ):
        run = _Run(entry.study_id, entry.plan, storage, n_trials, timeout_s or entry.plan.timeout_s)
        run.on_progress = on_progress
        run.stop_now = stop_now
        run.stop_after_trial = stop_after_trial
        return run.report(workspace, engine, data)


class _Run:
    """One run of a study, from its first round to its last."""

    on_progress: OnStudyProgress
    stop_now: ShouldStop
    stop_after_trial: ShouldStop

    def __init__(
        self,
        study_id: int,
        plan: StudyPlan,
        storage: RDBStorage,
        n_trials: int | None,
        timeout_s: float | None,
    ) -> None:
        self._started = time.monotonic()
        self._study_id = study_id
        self._plan = plan
        self._storage = storage
        self._timeout_s = timeout_s
        self._fail_stale_trials()
        self._tally = Tally()
        for trial in storage.get_all_trials(study_id, deepcopy=False):
            self._tally.add(trial)
        self._before = self._tally.done
        self._requested = self._requested_trials(n_trials)
        self._latest_curve: tuple[CurvePoint, ...] = ()
        self._device = ""
        self._phase: Phase = "preparing"
        self._rounds = 0
        self._spent = Spent()

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
            message = f"The study failed with {type(error).__name__}: {error}"
            self._set_failed(message)
            raise StudyError(message) from error
        except BaseException:
            self._set_state(StudyState.STOPPED)
            raise
        self._set_state(state)
        tally = self._tally
        return StudyReport(
            name=self._plan.name,
            state=state,
            message="",
            done=tally.done,
            failed=tally.failed,
            new=tally.done - self._before,
            best_value=tally.best_value,
            best_number=tally.best_number,
            best_params=tally.best_params or {},
            elapsed_s=time.monotonic() - self._started,
            device=self._device,
            plan=self._plan,
            spent=self._spent,
        )

    def _run(
        self, workspace: Workspace, engine: Engine | None, data: TaxiData | None
    ) -> StudyState:
        plan = self._plan
        self._tell_progress(0, 0)
        data = data if data is not None else load(plan.source, plan.feature_set, workspace)
        self._check_data(data)
        engine = engine or make_engine(plan.engine, device=plan.device, loader=plan.loader)
        self._device = engine.device
        self._storage.set_study_user_attr(self._study_id, DEVICE_KEY, self._device)
        rounds = Rounds(plan, self._storage, self._study_id, engine, data)
        while (size := self._next_round_size(engine)) > 0:
            if self.stop_now() or self.stop_after_trial():
                return StudyState.STOPPED
            if self._time_left_s() == 0:
                return StudyState.FINISHED
            self._tell_progress(0, size)
            ended = rounds.turn(size, on_progress=self._in_round, should_stop=self.stop_now)
            for stored in ended:
                self._tally.add(stored.trial)
                self._latest_curve = stored.outcome.curve
            if self._rounds > 0:
                self._spent += rounds.spent
            self._rounds += 1
            self._phase = "running"
            self._tell_progress(0, 0)
        return StudyState.FINISHED

    def _next_round_size(self, engine: Engine) -> int:
        remaining = (self._requested or MAX_TRIALS) - self._tally.done
        if remaining <= 0:
            return 0
        plan = self._plan
        size = auto_round_size(plan, engine.id, trials_so_far=self._tally.done)
        return min(size, remaining)

    def _time_left_s(self) -> float | None:
        if self._timeout_s is None:
            return None
        return max(0.0, self._timeout_s - (time.monotonic() - self._started))

    def _in_round(self, progress: Progress) -> None:
        self._phase = "running"
        if progress.latest is not None and progress.latest.curve:
            self._latest_curve = progress.latest.curve
        self._tell_progress(progress.done, progress.total)

    def _tell_progress(self, in_round: int, round_size: int) -> None:
        tally = self._tally
        self.on_progress(
            StudyProgress(
                phase=self._phase,
                done=tally.done,
                failed=tally.failed,
                total=self._requested,
                new=tally.done - self._before,
                in_round=in_round,
                round_size=round_size,
                best_value=tally.best_value,
                best_number=tally.best_number,
                best_params=tally.best_params or {},
                latest_curve=self._latest_curve,
                elapsed_s=time.monotonic() - self._started,
                time_left_s=self._time_left_s(),
                device=self._device,
            )
        )

    def _requested_trials(self, n_trials: int | None) -> int | None:
        record = state_of(self._storage.get_study_user_attrs(self._study_id))
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
        stored = self._storage.get_study_user_attrs(self._study_id).get(DATA_KEY)
        if stored is None:
            facts = {
                "fingerprint": data.fingerprint,
                "train_rows": len(data.train),
                "val_rows": len(data.val),
                "test_rows": None if data.test is None else len(data.test),
            }
            self._storage.set_study_user_attr(self._study_id, DATA_KEY, facts)
        elif stored.get("fingerprint") != data.fingerprint:
            raise StudyError(
                f"The data of the study {self._plan.name!r} changed since it began: start a new "
                "study on the new data, its values are not comparable with the old ones."
            )

    def _set_state(self, state: StudyState, message: str = "") -> None:
        record = StateRecord.now(state, requested_trials=self._requested, message=message)
        self._storage.set_study_user_attr(self._study_id, STATE_KEY, record.to_json())

    def _set_failed(self, message: str) -> None:
        # The database may be what failed; the error that ended the run is the one to report.
        with contextlib.suppress(Exception):
            self._set_state(StudyState.FAILED, message)
