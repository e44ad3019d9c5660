"""The way to a queue for whoever acts: what they may not, or what is too much, never gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.access import Action
from dctaxi.runner.queue import Queue
from dctaxi.runner.turns import QUICK_S

if TYPE_CHECKING:
    from collections.abc import Collection

    from dctaxi.runner.jobs import Job
    from dctaxi.runner.status import JobStatus
    from dctaxi.workspace import Workspace


class Runner:
    """Runs the jobs of a workspace one after the other; what is quickly done overtakes.

    Every method may be called from any thread.
    """

    def __init__(self, workspace: Workspace, queue: Queue | None = None) -> None:
        self.workspace = workspace
        self.queue = queue or Queue(str(workspace.root))

    @property
    def closed(self) -> bool:
        """Whether the runner takes no more jobs."""
        return self.queue.closed

    def submit(self, job: Job) -> str:
        """Check a job and queue it; return its id.

        Raises AccessError and LimitError (who acts may not, or asks for too much), RunnerError when
        the runner is closed or has a job for this study already, and whatever ``DcTaxiError`` the
        job's own check raises; nothing is queued then.
        """
        self.workspace.allow(job.action)
        seconds = job.seconds(self.workspace)
        return self.queue.add(job, self.workspace, quick=seconds is not None and seconds < QUICK_S)

    def snapshot(self) -> tuple[JobStatus, ...]:
        """Return every job as it is, in the order in which they came."""
        return self.queue.snapshot()

    def wait_for_end(self, job_ids: Collection[str], timeout_s: float) -> bool:
        """Wait until these jobs have ended; tell whether they have. Ids that are none have."""
        return self.queue.wait_for_end(job_ids, timeout_s)

    def stop_after_trial(self, job_id: str) -> None:
        """Let a job end when the trials in training have; take a queued one out of the queue.

        Raises AccessError, and RunnerError for an id that is none. A job that has finished stays as
        it is.
        """
        self.workspace.allow(Action.STOP_JOB)
        self.queue.stop_after_trial(job_id)

    def stop_now(self, job_id: str) -> None:
        """Cut a job short; take a queued one out of the queue.

        Raises AccessError, and RunnerError for an id that is none. A job that has finished stays as
        it is.
        """
        self.workspace.allow(Action.STOP_JOB)
        self.queue.stop_now(job_id)

    def close(self) -> None:
        """Stop everything, wait some seconds for the job at work, take no more jobs."""
        self.queue.close()

    def turn(self) -> bool:
        """Run the next job in the calling thread, a quick one first; False if there is none."""
        return self.queue.turn(quick=True) or self.queue.turn(quick=False)
