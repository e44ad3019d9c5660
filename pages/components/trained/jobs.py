"""Trainings outside a study, as a page asks for them: what is kept, what trains, what failed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.populations import trainings
from dctaxi.populations.plan import PlanT
from dctaxi.runner import JobState, TrainingJob
from pages.components.lessons import answers
from pages.components.shared import formats, job_words, navigation, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dctaxi.populations.store import TrainedStore
    from dctaxi.populations.trained import Trained
    from dctaxi.runner import JobStatus

POLL_S = 0.5

_JOBS = "training_jobs"
_PAUSE_S = 0.01


class Work(NamedTuple, Generic[PlanT]):
    """How a plan stands. ``trained`` is what is kept, None where nothing is; ``job`` is the last
    that this tab asked for, None where it asked for none.
    """

    plan: PlanT
    trained: Trained[PlanT] | None
    job: JobStatus | None

    @property
    def at_work(self) -> bool:
        """Whether it trains or waits for its turn."""
        return self.job is not None and not self.job.state.finished

    @property
    def complete(self) -> bool:
        """Whether every training of the plan has ended."""
        return self.trained is not None and self.trained.complete

    @property
    def problem(self) -> str | None:
        """Why the last job failed, None where it did not."""
        return (
            self.job.message if self.job is not None and self.job.state == JobState.FAILED else None
        )


def look(plan: PlanT, store: TrainedStore[PlanT]) -> Work[PlanT]:
    """Return how a plan stands at this moment.

    While a lesson waits for a guess, what others have trained is not shown: a student who has not
    asked for it would find the answer below the question.
    """
    jobs = {job.id: job for job in state.runner().snapshot()}
    asked = st.session_state.get(_JOBS, {}).get(plan.key)
    spoils = asked is None and answers.awaited()
    kept = None if spoils else store.find(plan.key, state.workspace())
    return Work(plan, kept, jobs.get(asked or "") or _running(plan, jobs.values()))


def request(
    plan: PlanT, store: TrainedStore[PlanT], train: Callable[..., Trained[PlanT]] = trainings.train
) -> str | None:
    """Queue the training of a plan; return why it cannot be, None where it is queued."""
    try:
        job = state.runner().submit(TrainingJob(plan, store, train=train))
    except DcTaxiError as error:
        return str(error)
    st.session_state[_JOBS] = {**st.session_state.get(_JOBS, {}), plan.key: job}
    return None


def wait(works: Iterable[Work[Any]], seconds: float) -> None:
    """Wait for jobs that will be done in a moment, so that the page is drawn once and whole."""
    ids = {work.job.id for work in works if work.job is not None}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(job.id in ids for job in job_words.still_changing(state.runner().snapshot())):
            return
        time.sleep(_PAUSE_S)


def progress(works: Iterable[Work[Any]], *, key: str) -> None:
    """Draw the jobs at work with a way to stop them; run the page again when one of them ends."""
    jobs = [work.job for work in works if work.job is not None and work.at_work]
    if not jobs:
        return
    drawn = {job.id: job.state for job in jobs}
    runner = state.runner()

    def tick() -> None:
        now = {job.id: job for job in runner.snapshot() if job.id in drawn}
        if {name: job.state for name, job in now.items()} != drawn:
            st.rerun()
        for job in now.values():
            share = min(1.0, job.done / job.total) if job.total else 0.0
            st.progress(share, text=_numbers(job))

    st.fragment(tick, run_every=POLL_S, key=f"{key}_tick")()
    with st.container(horizontal=True, vertical_alignment="center"):
        stopping = all(job.state == JobState.STOPPING for job in jobs)
        st.button(
            "Stop",
            icon=":material/stop_circle:",
            key=f"{key}_stop",
            disabled=stopping,
            help="Keeps the trainings that have ended.",
            on_click=_stop,
            args=([job.id for job in jobs],),
        )
        if any(job.state == JobState.QUEUED for job in jobs):
            st.caption("Waits for what trains now.", width="content")
            navigation.link(navigation.RUN, label="Watch")


Stamp = tuple[str, str, int]


def stamp(trained: Trained[Any]) -> Stamp:
    """Return the cheap name of a result's rows, for caches; a stopped plan may be trained on."""
    return trained.id, trained.data_fingerprint, len(trained.frame)


def cost(trained: Trained[Any]) -> str:
    """Say what the numbers cost: ``256 trainings, 0.1 s, on cpu``."""
    done = formats.count(len(trained.frame), "training")
    stopped = "" if trained.complete else f"; stopped, {trained.plan.trainings:,} were asked for"
    return f"{done}, {seconds(trained.wall_s)}, on {trained.device}{stopped}"


def seconds(duration_s: float) -> str:
    """Return a duration, with enough digits for one below a second."""
    return formats.duration(duration_s) if duration_s >= 1 else f"{duration_s:.2g} s"


def _numbers(job: JobStatus) -> str:
    words = [job_words.state_badge(job.state), f"{job.done:,} of {job.total:,} trainings"]
    if job.failed:
        words.append(f"{job.failed:,} failed or diverged")
    if job.eta_s is not None:
        words.append(f"{seconds(job.eta_s)} left")
    if job.state == JobState.PREPARING:
        words.append("the first use of an engine compiles it, once per machine")
    return " · ".join(words)


def _running(plan: PlanT, jobs: Iterable[JobStatus]) -> JobStatus | None:
    """Return the job at work on a plan that another tab asked for."""
    for job in job_words.still_changing(jobs):
        if job.kind == plan.kind and getattr(job.partial, "id", None) == plan.key:
            return job
    return None


def _stop(ids: list[str]) -> None:
    for job_id in ids:
        state.runner().stop_now(job_id)
