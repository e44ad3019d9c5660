"""The runner: a queue of jobs and the one thread that works them off."""

from __future__ import annotations

import atexit
import dataclasses
import itertools
import threading
import time
from typing import cast

from dctaxi.errors import DcTaxiError, RunnerError
from dctaxi.foreign_text import visible
from dctaxi.incidents import noted
from dctaxi.runner.jobs import Changes, Job, JobContext
from dctaxi.runner.status import JobState, JobStatus
from dctaxi.workspace import Workspace

_THREAD_PREFIX = "dctaxi-runner:"
_KEPT_FINISHED_JOBS = 50
_CLOSE_PATIENCE_S = 5.0
_finding = threading.Lock()


def runner_for(workspace: Workspace) -> Runner:
    """Return the runner of a workspace in this process, started if there is none.

    It is found through its live thread: that survives what module globals and caches of a web
    server do not, a reload of the code and a cleared cache.
    """
    name = f"{_THREAD_PREFIX}{workspace.root}|{workspace.storage_url}"
    with _finding:
        for thread in threading.enumerate():
            if thread.name == name and not thread.runner.closed:  # type: ignore[attr-defined]
                # The class of a runner from before a reload is not this one, only alike.
                return cast("Runner", thread.runner)  # type: ignore[attr-defined]
        runner = Runner(workspace)
        _RunnerThread(runner, name).start()
        atexit.register(runner.close)
        return runner


def close_all() -> None:
    """Close every runner of this process: what they train is stopped, what is trained is kept."""
    for runner in [t.runner for t in threading.enumerate() if isinstance(t, _RunnerThread)]:
        runner.close()


class _RunnerThread(threading.Thread):
    """Works off a runner's queue. A daemon: it never keeps the process from ending."""

    def __init__(self, runner: Runner, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.runner = runner

    def run(self) -> None:
        self.runner.work()


@dataclasses.dataclass(slots=True)
class _Entry:
    """A job in the queue; changed under the runner's lock only."""

    job: Job
    status: JobStatus
    began: float | None = None
    ended: float | None = None
    left_told: float = 0.0
    stop_now: bool = False
    stop_after_trial: bool = False


class Runner:
    """Runs jobs one at a time, in the order in which they came.

    Every method may be called from any thread. A job that fails leaves its reason in its status
    and the next one starts.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Condition()
        # Checking a job may read the database; nobody waits for that but others who submit.
        self._submitting = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._ids = itertools.count(1)
        self._versions = itertools.count(1)
        self._closed = False
        self._at_work = False

    @property
    def closed(self) -> bool:
        """Whether the runner takes no more jobs."""
        return self._closed

    def submit(self, job: Job) -> str:
        """Check a job and queue it; return its id.

        Raises RunnerError when the runner is closed or has a job for this study already, and
        whatever ``DcTaxiError`` the job's own check raises; nothing is queued then.
        """
        with self._submitting:
            self._check_acceptable(job)
            job.accept(self._workspace)
            return self._queue(job)

    def _check_acceptable(self, job: Job) -> None:
        with self._lock:
            self._check_open()
            if job.study is not None and any(
                e.job.study == job.study and not e.status.state.finished
                for e in self._entries.values()
            ):
                raise RunnerError(
                    f"The study {job.study!r} runs or waits already: stop it, or wait for its end."
                )

    def _queue(self, job: Job) -> str:
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
                version=next(self._versions),
            )
            self._entries[job_id] = _Entry(job, status)
            self._lock.notify_all()
        return job_id

    def snapshot(self) -> tuple[JobStatus, ...]:
        """Return every job as it is: the finished ones, then the one at work, then the queue."""
        with self._lock:
            return tuple(
                dataclasses.replace(entry.status, elapsed_s=_elapsed(entry), eta_s=_left(entry))
                for entry in self._entries.values()
            )

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
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            for job_id in list(self._entries):
                self._stop(job_id, at_once=True)
            self._lock.notify_all()
            self._lock.wait_for(lambda: not self._at_work, timeout=_CLOSE_PATIENCE_S)

    def work(self) -> None:
        """Work off the queue until the runner is closed."""
        while True:
            if self.turn():
                continue
            with self._lock:
                if self._closed:
                    return
                if self._next_queued() is None:
                    self._lock.wait()

    def turn(self) -> bool:
        """Run the next queued job in the calling thread; return False if there is none."""
        with self._lock:
            entry = None if self._closed else self._next_queued()
            if entry is None:
                return False
            entry.began = time.monotonic()
            self._at_work = True
            self._change(entry, {"state": JobState.PREPARING})
        state = JobState.FAILED
        message = "The program was interrupted."
        try:
            state, message = self._run(entry)
        finally:
            with self._lock:
                self._end(entry, state, message)
                self._at_work = False
                self._lock.notify_all()
        return True

    def _run(self, entry: _Entry) -> tuple[JobState, str]:
        context = JobContext(
            workspace=self._workspace,
            stop_now=lambda: entry.stop_now,
            stop_after_trial=lambda: entry.stop_after_trial,
            update=lambda changes: self._update(entry, changes),
        )
        try:
            return entry.job.run(context), ""
        except DcTaxiError as error:
            return JobState.FAILED, str(error)
        except (Exception, SystemExit) as error:
            incident = noted(error, f"The job {entry.job.title!r} failed", self._workspace)
            reason = f"{type(error).__name__}: {visible(error)}"
            return JobState.FAILED, f"The job failed with {reason} ({incident} in errors.log)"

    def _end(self, entry: _Entry, state: JobState, message: str) -> None:
        with self._lock:
            entry.ended = time.monotonic()
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

    def _update(self, entry: _Entry, changes: Changes) -> None:
        with self._lock:
            if entry.status.state == JobState.STOPPING:
                changes = changes.copy()
                changes.pop("state", None)
            self._change(entry, changes)

    def _change(self, entry: _Entry, changes: Changes) -> None:
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
            if entry.status.state == JobState.QUEUED:
                self._end(entry, JobState.STOPPED, "")
                return
            entry.stop_after_trial = True
            entry.stop_now = entry.stop_now or at_once
            entry.status = dataclasses.replace(
                entry.status, state=JobState.STOPPING, version=next(self._versions)
            )

    def _next_queued(self) -> _Entry | None:
        return next((e for e in self._entries.values() if e.status.state == JobState.QUEUED), None)

    def _check_open(self) -> None:
        if self._closed:
            raise RunnerError("The runner is closed: start the program again.")


def _elapsed(entry: _Entry) -> float:
    if entry.began is None:
        return 0.0
    return (entry.ended if entry.ended is not None else time.monotonic()) - entry.began


def _left(entry: _Entry) -> float | None:
    """Return the seconds that remain now: fewer than when they were told, but never next to none
    for long, since a job that keeps silent is not about to end.
    """
    told = entry.status.eta_s
    if told is None:
        return None
    silent_s = time.monotonic() - entry.left_told
    return max(told - silent_s, silent_s / 4)
