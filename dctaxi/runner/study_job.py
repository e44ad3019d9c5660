"""The jobs that run studies."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dctaxi.access import Action
from dctaxi.data import DataSource
from dctaxi.errors import EngineError, StudyError
from dctaxi.runner.jobs import Changes, Job, JobContext
from dctaxi.runner.status import JobState
from dctaxi.study import (
    MAX_TRIALS,
    Phase,
    StudyPlan,
    StudyProgress,
    StudyState,
    check_timeout,
    create_study,
    ended_trials,
    find_study,
    judge_study,
)
from dctaxi.timing import run_timed
from dctaxi.training import Engine, engine_problem
from dctaxi.workspace import Workspace


class _RunsStudy(Job):
    """A job that runs a study and is called after it."""

    kind = "study"
    action = Action.RUN_STUDY

    @property
    def study(self) -> str:
        """The study's name."""
        return self.title


@dataclass(frozen=True)
class StudyJob(_RunsStudy):
    """Makes a study and runs it to its end; see ``create_study`` for the other arguments.

    ``engine`` replaces the plan's, for tests and for engines that are warm already.
    """

    plan: StudyPlan
    baseline: Mapping[str, float] | None = None
    carry_over: bool = False
    repeats: str | None = None
    engine: Engine | None = None

    @property
    def title(self) -> str:
        """The study's name."""
        return self.plan.name

    @property
    def total(self) -> int | None:
        """The trials of the plan."""
        return self.plan.n_trials

    def accept(self, workspace: Workspace) -> None:
        """Make the study, so that its name is taken from now on."""
        workspace.limits.check_trials(self.plan.n_trials)
        if self.engine is None:
            _check_engine(self.plan)
        create_study(
            self.plan,
            workspace,
            baseline=self.baseline,
            carry_over=self.carry_over,
            repeats=self.repeats,
        )

    def source(self, workspace: Workspace) -> DataSource:
        """Return the plan's."""
        del workspace  # the plan says it
        return self.plan.source

    def run(self, context: JobContext) -> JobState:
        """Run the study."""
        return _run(self.plan.name, context, engine=self.engine)


@dataclass(frozen=True)
class ResumeJob(_RunsStudy):
    """Runs a study on, with ``n_trials`` more or, without a number, to where it was to go."""

    name: str
    n_trials: int | None = None
    timeout_s: float | None = None
    engine: Engine | None = None

    @property
    def title(self) -> str:
        """The study's name."""
        return self.name

    def accept(self, workspace: Workspace) -> None:
        """Check that there is a study to resume, and the limits."""
        check_timeout(self.timeout_s)
        if self.n_trials is not None and not 1 <= self.n_trials <= MAX_TRIALS:
            raise StudyError(
                f"Expected from 1 to {MAX_TRIALS:,} more trials, got {self.n_trials:,}."
            )
        entry = find_study(self.name, workspace)
        if self.n_trials is not None:
            workspace.limits.check_trials(ended_trials(entry, workspace) + self.n_trials)
        _check_engine(entry.own_plan(": it cannot be resumed."))

    def source(self, workspace: Workspace) -> DataSource:
        """Return its plan's."""
        return find_study(self.name, workspace).own_plan(": it cannot be resumed.").source

    def run(self, context: JobContext) -> JobState:
        """Run the study on."""
        return _run(
            self.name,
            context,
            n_trials=self.n_trials,
            timeout_s=self.timeout_s,
            engine=self.engine,
        )


@dataclass(frozen=True)
class JudgeJob(Job):
    """Judges the best trial of a study that is not judged; see ``judge_study``."""

    name: str
    engine: Engine | None = None

    kind = "judgement"
    action = Action.RUN_STUDY

    @property
    def title(self) -> str:
        """What is done to which study."""
        return f"{self.name}: best trial on held-out rows"

    @property
    def study(self) -> str:
        """The study's name."""
        return self.name

    def accept(self, workspace: Workspace) -> None:
        """Check that there is a study whose trials can be trained again."""
        _check_engine(find_study(self.name, workspace).own_plan(": it cannot be judged."))

    def source(self, workspace: Workspace) -> DataSource:
        """Return its plan's."""
        return find_study(self.name, workspace).own_plan(": it cannot be judged.").source

    def run(self, context: JobContext) -> JobState:
        """Train it and judge it."""
        judge_study(
            self.name,
            context.workspace,
            should_stop=context.stop_now,
            engine=self.engine,
            read=context.read,
        )
        return JobState.FINISHED


def _check_engine(plan: StudyPlan) -> None:
    reason = engine_problem(plan.engine, device=plan.device, loader=plan.loader, source=plan.source)
    if reason is not None:
        raise EngineError(reason)


def _run(
    name: str,
    context: JobContext,
    *,
    n_trials: int | None = None,
    timeout_s: float | None = None,
    engine: Engine | None,
) -> JobState:
    pace = _Pace()
    report = run_timed(
        name,
        context.workspace,
        n_trials=n_trials,
        timeout_s=timeout_s,
        on_progress=lambda progress, left_s: context.update(pace.changes(progress, left_s)),
        stop_now=context.stop_now,
        stop_after_trial=context.stop_after_trial,
        engine=engine,
        read=context.read,
    )
    return JobState.STOPPED if report.state is StudyState.STOPPED else JobState.FINISHED


_STATES: Final[Mapping[Phase, Literal[JobState.PREPARING, JobState.RUNNING]]] = {
    "preparing": JobState.PREPARING,
    "running": JobState.RUNNING,
}


class _Pace:
    """Turns the progress of a study into the fields of a job's status."""

    def __init__(self) -> None:
        self._began: float | None = None

    def changes(self, progress: StudyProgress, left_s: float | None) -> Changes:
        """Return what changed; the rate counts from the first training, not from the start."""
        now = time.monotonic()
        if self._began is None and progress.phase == "running":
            self._began = now
        seconds = 0.0 if self._began is None else now - self._began
        rate = progress.new / seconds if progress.new and seconds > 0 else None
        return {
            "state": _STATES[progress.phase],
            "done": progress.done,
            "failed": progress.failed,
            "total": progress.total,
            "best_value": progress.best_value,
            "best_number": progress.best_number,
            "best_constant": progress.best_constant,
            "best_params": dict(progress.best_params),
            "trials_per_s": rate,
            "eta_s": left_s,
            "doing": progress.doing,
            "device": progress.device,
            "latest_curve": progress.latest_curve,
        }
