"""A job for tests of the queue."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dctaxi.access import Action
from dctaxi.data import DataSource
from dctaxi.runner import JobContext, JobState, Runner
from dctaxi.workspace import Workspace


@dataclass
class Errand:
    """A job that does what it is told."""

    title: str = "errand"
    work: Callable[[JobContext], JobState] = lambda _context: JobState.FINISHED
    study: str | None = None
    refusal: Exception | None = None
    kind: str = "errand"
    total: int | None = None
    action: Action = Action.TRAIN
    expected_s: float | None = None
    accepted: list[Workspace] = field(default_factory=list)
    data: DataSource | None = None

    def seconds(self, _workspace: Workspace) -> float | None:
        return self.expected_s

    def accept(self, workspace: Workspace) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.accepted.append(workspace)

    def source(self, _workspace: Workspace) -> DataSource | None:
        return self.data

    def run(self, context: JobContext):
        return self.work(context)


def states(runner: Runner) -> list[tuple[str, str]]:
    return [(job.title, job.state) for job in runner.snapshot()]
