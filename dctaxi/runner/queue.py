"""A queue of jobs, and how they are worked off: in the order of coming, what is quick first."""

from __future__ import annotations

import dataclasses
import itertools
import threading
import time
from collections.abc import Collection

from dctaxi.data import DataSource, lies_elsewhere, load_tables
from dctaxi.errors import DcTaxiError, RunnerError, StoppedError
from dctaxi.foreign_text import visible
from dctaxi.incidents import noted
from dctaxi.labels import USD
from dctaxi.runner.entry import Entry
from dctaxi.runner.jobs import Changes, Job, JobContext
from dctaxi.runner.reading import MAX_READINGS, ReadAhead
from dctaxi.runner.status import JobState, JobStatus
from dctaxi.runner.turns import TURNS, Turn
from dctaxi.workspace import Workspace

_KEPT_FINISHED_JOBS = 50
_CLOSE_PATIENCE_S = 5.0

_CUT_AFTER = 2.0
"""A job that a round takes to so many times its seconds is cut; before that a round is finished."""


class Queue:
    """The jobs of one workspace: two threads work them off, one of them what is quickly done.

    Every method may be called from any thread. A job that fails leaves its reason in its status
    and the next one starts; one whose data come over the network waits for them beside the queue.
    ``who`` takes turns with the queues of others.
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._lock = threading.Condition()
        # Checking a job may read the database; nobody waits for that but others who submit.
        self._submitting = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._ids = itertools.count(1)
        self._versions = itertools.count(1)
        self._closed = False
        self._at_work = 0
        self._readings = threading.Semaphore(MAX_READINGS)

    @property
    def closed(self) -> bool:
        """Whether it takes no more jobs."""
        return self._closed

    def add(self, job: Job, workspace: Workspace, *, quick: bool) -> str:
        """Check a job and queue it; return its id.

        Raises RunnerError when the queue is closed or has a job for this study already, LimitError,
        and whatever ``DcTaxiError`` the job's own check raises; nothing is queued then.
        """
        with self._submitting:
            self._check_acceptable(job, workspace)
            job.accept(workspace)
            return self._queued(job, workspace, job.source(workspace), quick=quick)

    def _check_acceptable(self, job: Job, workspace: Workspace) -> None:
        with self._lock:
            self._check_open()
            unfinished = [e for e in self._entries.values() if not e.status.state.finished]
            if job.study is not None and any(e.job.study == job.study for e in unfinished):
                raise RunnerError(
                    f"The study {job.study!r} runs or waits already: stop it, or wait for its end."
                )
            workspace.limits.check_queue(len(unfinished))

    def _queued(
        self, job: Job, workspace: Workspace, source: DataSource | None, *, quick: bool
    ) -> str:
        with self._lock:
            self._check_open()
            job_id = f"job-{next(self._ids)}"
            status = JobStatus(
                id=job_id,
                kind=job.kind,
                title=job.title,
                study=job.study,
                state=JobState.QUEUED,
                total=job.total,
                currency=USD if source is None else source.currency,
                version=next(self._versions),
            )
            entry = self._entries[job_id] = Entry(job, workspace, status, quick)
            if source is not None and lies_elsewhere(source):
                entry.reading = ReadAhead(
                    source,
                    workspace,
                    self._readings,
                    should_stop=lambda: entry.stop_after_trial,
                    on_end=self._wake,
                )
            self._lock.notify_all()
        return job_id

    def snapshot(self) -> tuple[JobStatus, ...]:
        """Return every job as it is: the finished ones, then the one at work, then the queue."""
        with self._lock:
            return tuple(entry.now for entry in self._entries.values())

    def wait_for_end(self, job_ids: Collection[str], timeout_s: float) -> bool:
        """Wait until these jobs have ended; tell whether they have. Ids that are none have."""
        with self._lock:
            return self._lock.wait_for(lambda: self._have_ended(job_ids), timeout_s)

    def _have_ended(self, job_ids: Collection[str]) -> bool:
        entries = [self._entries[one] for one in job_ids if one in self._entries]
        return all(entry.status.state.finished for entry in entries)

    def stop_after_trial(self, job_id: str) -> None:
        """Let a job end when the trials in training have; take a queued one out of the queue.

        Raises RunnerError for an id that is none. A job that has finished stays as it is.
        """
        self._stop(job_id, at_once=False)

    def stop_now(self, job_id: str) -> None:
        """Cut a job short; take a queued one out of the queue.

        Raises RunnerError for an id that is none. A job that has finished stays as it is.
        """
        self._stop(job_id, at_once=True)

    def close(self) -> None:
        """Stop everything, wait some seconds for the job at work, take no more jobs."""
        with self._lock:
            self._closed = True
            for job_id in list(self._entries):
                self._stop(job_id, at_once=True)
            self._lock.notify_all()
            self._lock.wait_for(lambda: not self._at_work, timeout=_CLOSE_PATIENCE_S)

    def work(self, *, quick: bool) -> None:
        """Work off the quick jobs, or the others, until the queue is closed."""
        while True:
            if self.turn(quick=quick):
                continue
            with self._lock:
                if self._closed:
                    return
                if self._next_queued(quick) is None:
                    self._lock.wait()

    def turn(self, *, quick: bool) -> bool:
        """Run the next queued job in the calling thread; return False if there is none."""
        with self._lock:
            entry = None if self._closed else self._next_queued(quick)
            if entry is None:
                return False
            entry.taken = True
        turn = TURNS.turn(self._who, quick=quick)
        try:
            if turn.take(lambda: entry.status.state.finished):
                self._work_off(entry, turn)
        finally:
            with self._lock:
                another = not self._closed and self._next_queued(quick) is not None
            turn.leave(another=another)
        return True

    def _work_off(self, entry: Entry, turn: Turn) -> None:
        with self._lock:
            if entry.status.state.finished:
                return
            entry.began = time.monotonic()
            self._at_work += 1
            self._change(entry, {"state": JobState.PREPARING, "doing": ""})
        state = JobState.FAILED
        message = "The program was interrupted."
        try:
            state, message = self._run(entry, turn)
        finally:
            with self._lock:
                self._end(entry, state, message)
                self._at_work -= 1
                self._lock.notify_all()

    def _run(self, entry: Entry, turn: Turn) -> tuple[JobState, str]:
        context = JobContext(
            workspace=entry.workspace,
            stop_now=lambda: self._stops_now(entry, turn),
            stop_after_trial=lambda: self._stops_after_trial(entry, turn),
            update=lambda changes: self._update(entry, changes),
            waited_s=lambda: turn.waited_s,
            read=entry.reading or load_tables,
        )
        try:
            state = entry.job.run(context)
        except StoppedError:
            return JobState.STOPPED, ""
        except DcTaxiError as error:
            return JobState.FAILED, str(error)
        except (Exception, SystemExit) as error:
            incident = noted(
                error, f"The {type(entry.job).__name__} {entry.status.id} failed", entry.workspace
            )
            reason = f"{type(error).__name__}: {visible(error)}"
            return JobState.FAILED, f"The job failed with {reason} ({incident} in errors.log)"
        out_of_time = entry.out_of_time and state is JobState.STOPPED
        return state, entry.workspace.limits.out_of_time if out_of_time else ""

    def _stops_now(self, entry: Entry, turn: Turn) -> bool:
        """Tell whether a job is to end within a round, which nobody else may interrupt."""
        turn.hear()
        cut = _is_out_of_time(entry, turn, times=_CUT_AFTER)
        entry.out_of_time = entry.out_of_time or cut
        return entry.stop_now or cut

    def _stops_after_trial(self, entry: Entry, turn: Turn) -> bool:
        """Tell whether a job is to end here, where others may have their turn first."""
        turn.pass_on(lambda: entry.stop_after_trial)
        entry.out_of_time = entry.out_of_time or _is_out_of_time(entry, turn)
        return entry.stop_after_trial or entry.out_of_time

    def _end(self, entry: Entry, state: JobState, message: str) -> None:
        with self._lock:
            entry.ended = time.monotonic()
            entry.reading = None  # and with it the tables
            entry.status = dataclasses.replace(
                entry.status,
                state=state,
                message=message,
                eta_s=None,
                doing="",
                version=next(self._versions),
            )
            finished = [i for i, e in self._entries.items() if e.status.state.finished]
            for job_id in finished[:-_KEPT_FINISHED_JOBS]:
                del self._entries[job_id]
            self._lock.notify_all()

    def _update(self, entry: Entry, changes: Changes) -> None:
        with self._lock:
            if entry.status.state == JobState.STOPPING:
                changes = changes.copy()
                changes.pop("state", None)
            self._change(entry, changes)

    def _change(self, entry: Entry, changes: Changes) -> None:
        if "eta_s" in changes:
            entry.left_told = time.monotonic()
        entry.status = dataclasses.replace(entry.status, **changes, version=next(self._versions))

    def _stop(self, job_id: str, *, at_once: bool) -> None:
        with self._lock:
            entry = self._entries.get(job_id)
            if entry is None:
                raise RunnerError(f"There is no job {job_id!r}: reload the page.")
            if entry.status.state.finished:
                return
            entry.stop_after_trial = True
            entry.stop_now = entry.stop_now or at_once
            if entry.status.state == JobState.QUEUED:
                self._end(entry, JobState.STOPPED, "")
                return
            entry.status = dataclasses.replace(
                entry.status, state=JobState.STOPPING, version=next(self._versions)
            )
        TURNS.wake()

    def _next_queued(self, quick: bool) -> Entry | None:  # noqa: FBT001 - which of two lanes
        return next(
            (
                entry
                for entry in self._entries.values()
                if entry.quick == quick and not entry.taken
                if entry.status.state == JobState.QUEUED
                if self._has_its_data(entry)
            ),
            None,
        )

    def _has_its_data(self, entry: Entry) -> bool:
        """Tell whether a job may have its turn; what it waits for begins to come."""
        if entry.reading is None or entry.reading.ended:
            return True
        if entry.reading.begin():
            self._change(entry, {"doing": "reading its data"})
        return False

    def _wake(self) -> None:
        with self._lock:
            self._lock.notify_all()

    def _check_open(self) -> None:
        if self._closed:
            raise RunnerError("The runner is closed: start the program again.")


def _is_out_of_time(entry: Entry, turn: Turn, *, times: float = 1.0) -> bool:
    seconds = entry.workspace.limits.seconds
    return seconds is not None and turn.used_s > times * seconds
