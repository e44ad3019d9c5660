"""Studies in a workspace, made as the app makes them, trained by the fake engine."""

from __future__ import annotations

from typing import Any

from dctaxi.runner import ResumeJob, runner_for
from dctaxi.space.presets import PRESETS
from dctaxi.study.plan import StudyPlan
from dctaxi.study.study import create_study, run_study
from dctaxi.workspace import Workspace
from tests.pages.fake_engine import FakeEngine

CHAPTER = PRESETS["chapter"].space


def plan(name: str, **changes: Any) -> StudyPlan:
    """Return a plan in the chapter's space whose trials end one by one."""
    quick = {"name": name, "space": CHAPTER, "sampler": "random", "n_trials": 6, "round_size": 1}
    return StudyPlan(**quick | changes)


def finished(workspace: Workspace, name: str, *, diverges: bool = False, **changes: Any) -> None:
    """Make a study and run it to its end."""
    engine = FakeEngine(diverges=diverges)
    engine.go.set()
    create_study(plan(name, **changes), workspace)
    run_study(name, workspace, engine=engine)


def empty(workspace: Workspace, name: str) -> None:
    """Make a study that was never run."""
    create_study(plan(name), workspace)


def more(name: str, trials: int) -> ResumeJob:
    """Return the job that runs a study on."""
    return ResumeJob(name, n_trials=trials)


def at_work(workspace: Workspace) -> bool:
    """Tell whether a job trains or waits."""
    return any(not job.state.finished for job in runner_for(workspace).snapshot())
