"""Measures how fast this machine trains, for the estimate of a first study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.access import Action
from dctaxi.data import prepare
from dctaxi.errors import DcTaxiError, EngineError
from dctaxi.runner import JobState
from dctaxi.timing import calibrate
from dctaxi.training import engine_problem, make_engine
from pages.components.shared import refusal

if TYPE_CHECKING:
    from dctaxi.data import DataSource
    from dctaxi.runner import JobContext, JobStatus, Runner
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace

KIND = "measurement"
_POLL_S = 0.5
_PROBLEM = "launch_measure_problem"


@dataclass(frozen=True)
class MeasurementJob:
    """Trains a few configurations of a plan's space and keeps how long they took."""

    plan: StudyPlan
    kind: str = KIND
    title: str = "Measuring this machine"
    study: None = None
    total: None = None
    action: Action = Action.TRAIN

    def seconds(self, workspace: Workspace) -> None:
        """None: it measures how long things take."""
        del workspace

    def accept(self, workspace: Workspace) -> None:
        """Check that the engine is here; raises ``EngineError``."""
        del workspace  # nothing is kept before the measurement has ended
        plan = self.plan
        reason = engine_problem(plan.engine, device=plan.device, loader=plan.loader)
        if reason is not None:
            raise EngineError(reason)

    def source(self, workspace: Workspace) -> DataSource:
        """Return the plan's."""
        del workspace  # the plan says it
        return self.plan.source

    def run(self, context: JobContext) -> JobState:
        """Read the data, warm the engine up and measure."""
        plan = self.plan
        tables = context.read(plan.source, context.workspace, should_stop=context.stop_now)
        data = prepare(tables, plan.feature_set)
        engine = make_engine(plan.engine, device=plan.device, loader=plan.loader)
        context.update({"device": engine.device})
        calibrate(plan, engine, data, context.workspace, should_stop=lambda: context.stop_now())
        return JobState.FINISHED


def show(plan: StudyPlan, runner: Runner) -> None:
    """Offer the measurement, or watch the one that runs until it ends."""
    mine = [job for job in runner.snapshot() if job.kind == KIND]
    if any(not job.state.finished for job in mine):
        _watch(runner)
        return
    st.button(
        "Measure now",
        icon=":material/speed:",
        key="launch_measure",
        help="Trains a few of these configurations; takes some seconds and changes no study.",
        on_click=_submit,
        args=(runner, plan),
    )
    problem = st.session_state.pop(_PROBLEM, None) or _failure(mine)
    if problem:
        refusal.show(problem)


def _watch(runner: Runner) -> None:
    def tick() -> None:
        mine = [job for job in runner.snapshot() if job.kind == KIND]
        if all(job.state.finished for job in mine):
            st.rerun()
        st.caption(":material/hourglass_top: Measuring: the engine gets ready, then trains a few.")

    st.fragment(tick, run_every=_POLL_S, key="launch_measuring")()


def _failure(jobs: list[JobStatus]) -> str:
    return jobs[-1].message if jobs and jobs[-1].state == JobState.FAILED else ""


def _submit(runner: Runner, plan: StudyPlan) -> None:
    try:
        runner.submit(MeasurementJob(plan))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
