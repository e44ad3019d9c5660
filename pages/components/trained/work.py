"""How a plan of trainings outside a study stands: what is kept of it, what trains, what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple

import streamlit as st

from dctaxi.populations import PlanT
from dctaxi.runner import JobState
from pages.components.shared import guess_first, state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dctaxi.populations import Trained, TrainedStore
    from dctaxi.runner import JobStatus

_JOBS = "training_jobs"


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
        job = self.job
        return job.message if job is not None and job.state == JobState.FAILED else None


def look(plan: PlanT, store: TrainedStore[PlanT]) -> Work[PlanT]:
    """Return how a plan stands at this moment; nothing of it while a question is open."""
    if guess_first.question_open():
        return Work(plan, None, None)
    jobs = {job.id: job for job in state.runner().snapshot()}
    asked = st.session_state.get(_JOBS, {}).get(plan.key)
    kept = store.find_for(plan, state.workspace())
    return Work(plan, kept, jobs.get(asked or "") or _running(plan, jobs.values()))


def _running(plan: PlanT, jobs: Iterable[JobStatus]) -> JobStatus | None:
    """Return the job at work on a plan that another tab asked for."""
    for job in jobs:
        known = job.kind == plan.kind and getattr(job.partial, "id", None) == plan.key
        if known and not job.state.finished:
            return job
    return None


def missing(works: Sequence[Work[PlanT]]) -> list[PlanT]:
    """Return the plans that have trainings to do."""
    return [work.plan for work in works if not work.complete]


def trainings_left(works: Iterable[Work[Any]]) -> int:
    """Return how many trainings the plans still have to do."""
    return sum(
        (one.plan.trainings - (0 if one.trained is None else one.trained.done))
        * one.plan.seeds_per_trial
        for one in works
        if not one.complete
    )


def remember(plan: PlanT, job: str) -> None:
    """Let this tab know which job it asked to train a plan."""
    st.session_state[_JOBS] = {**st.session_state.get(_JOBS, {}), plan.key: job}


def stop(key: str) -> None:
    """Stop what this tab asked to train under a plan's key; what has ended of it is kept."""
    job = st.session_state.get(_JOBS, {}).get(key)
    if job is not None:
        state.runner().stop_now(job)


def wait(works: Iterable[Work[Any]], seconds: float) -> None:
    """Wait for jobs that will be done in a moment, so that the page is drawn once and whole."""
    ids = [work.job.id for work in works if work.job is not None]
    state.runner().wait_for_end(ids, seconds)
