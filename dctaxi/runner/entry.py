"""A job in a queue, and how it stands at this moment."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from dctaxi.runner.jobs import Job
from dctaxi.runner.reading import ReadAhead
from dctaxi.runner.status import JobStatus
from dctaxi.workspace import Workspace


@dataclass(slots=True)
class Entry:
    """A job in the queue, as who asked for it may use the workspace; changed under the queue's
    lock only.
    """

    job: Job
    workspace: Workspace
    status: JobStatus
    quick: bool
    reading: ReadAhead | None = None
    taken: bool = False
    began: float | None = None
    ended: float | None = None
    left_told: float = 0.0
    stop_now: bool = False
    stop_after_trial: bool = False
    out_of_time: bool = False

    @property
    def now(self) -> JobStatus:
        """The status with the times of this moment."""
        return replace(self.status, elapsed_s=self._elapsed_s(), eta_s=self._left_s())

    def _elapsed_s(self) -> float:
        if self.began is None:
            return 0.0
        return (self.ended if self.ended is not None else time.monotonic()) - self.began

    def _left_s(self) -> float | None:
        """Return the seconds that remain now: fewer than when they were told, but never next to
        none for long, since a job that keeps silent is not about to end.
        """
        told = self.status.eta_s
        if told is None:
            return None
        silent_s = time.monotonic() - self.left_told
        return max(told - silent_s, silent_s / 4)
