"""What the runner can run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict

from dctaxi.access import Action
from dctaxi.data import DataSource, ReadTables
from dctaxi.records import CurvePoint, ShouldStop
from dctaxi.runner.status import JobState
from dctaxi.workspace import Workspace


class Changes(TypedDict, total=False):
    """The fields of a ``JobStatus`` that a job may change while it runs."""

    state: Literal[JobState.PREPARING, JobState.RUNNING]
    done: int
    failed: int
    total: int | None
    best_value: float | None
    best_number: int | None
    best_constant: float | None
    best_params: dict[str, object]
    trials_per_s: float | None
    eta_s: float | None
    device: str
    latest_curve: tuple[CurvePoint, ...]
    partial: object | None
    message: str
    doing: str


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job is given when its turn has come.

    It asks ``stop_now`` and ``stop_after_trial`` often, and reports with ``update``; they are for
    the job's own thread. ``stop_after_trial`` is asked where nothing trains: others may have their
    turn before it answers; ``waited_s`` tells how long they had it. ``read`` reads the job's
    data, which may be there already.
    """

    workspace: Workspace
    stop_now: ShouldStop
    stop_after_trial: ShouldStop
    update: Callable[[Changes], None]
    waited_s: Callable[[], float]
    read: ReadTables


class Job(Protocol):
    """A piece of work for the runner; a class of its own says what differs from this."""

    @property
    def kind(self) -> str:
        """The kind of job, such as ``study``."""
        ...

    @property
    def title(self) -> str:
        """The job in words, for lists."""
        ...

    @property
    def study(self) -> str | None:
        """The study that the job changes, which no other job may change meanwhile."""
        return None

    @property
    def total(self) -> int | None:
        """How many trials the job is to end, as far as that is known before."""
        return None

    @property
    def action(self) -> Action:
        """What somebody must be allowed to do to ask for the job."""
        ...

    def seconds(self, workspace: Workspace) -> float | None:
        """Return how long it is expected to train; None where it may take long."""
        del workspace
        return None

    def accept(self, workspace: Workspace) -> None:
        """Check the request in the thread of the one who makes it, and store what must exist.

        Raises ``DcTaxiError``, and writes nothing, if the job cannot be queued.
        """
        ...

    def source(self, workspace: Workspace) -> DataSource | None:
        """Return the data that the job needs before it can train; None if it reads none.

        What comes over the network is read before its turn. Raises ``DcTaxiError``.
        """
        ...

    def run(self, context: JobContext) -> JobState:
        """Do the work; return ``FINISHED`` or ``STOPPED``.

        Raises ``DcTaxiError`` with a sentence for the user when the work fails.
        """
        ...
