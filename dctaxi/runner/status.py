"""What is known of a job at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from dctaxi.labels import USD
from dctaxi.records import CurvePoint


class JobState(StrEnum):
    """Where a job stands.

    ``preparing``: libraries are imported, data is read or the engine compiles; nothing trains yet.
    ``stopping``: somebody asked to stop, and what cannot be cut short ends first.
    """

    QUEUED = "queued"
    PREPARING = "preparing"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def finished(self) -> bool:
        """Whether nothing more happens to the job, however it went."""
        return self in (JobState.FINISHED, JobState.STOPPED, JobState.FAILED)

    @property
    def at_work(self) -> bool:
        """Whether the runner's thread has the job: it neither waits nor has finished."""
        return not self.finished and self != JobState.QUEUED


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as every page sees it.

    ``done`` counts ended trials, or whatever the job counts, and includes the ``failed`` ones;
    ``total`` is None when only time limits the job. ``best_value`` is in ``currency``,
    ``best_constant`` what the constant answer scores on the best trial's rows. ``trials_per_s`` and
    ``eta_s``, the
    seconds that remain, are None while they are unknown; ``doing`` says what is done at this
    moment, such as ``choosing trial 3 of 5``. ``elapsed_s`` runs from the start of the job to
    now, or to its end. ``partial`` is what a population or repeats have so far, for a
    page to draw, and the plan of a model. ``version`` grows with every change.
    """

    id: str
    kind: str
    title: str
    study: str | None
    state: JobState
    done: int = 0
    failed: int = 0
    total: int | None = None
    best_value: float | None = None
    best_number: int | None = None
    best_constant: float | None = None
    currency: str = USD
    best_params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    trials_per_s: float | None = None
    eta_s: float | None = None
    elapsed_s: float = 0.0
    device: str = ""
    latest_curve: tuple[CurvePoint, ...] = ()
    partial: object | None = None
    message: str = ""
    doing: str = ""
    version: int = 0
