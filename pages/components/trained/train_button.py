"""Gets trainings outside a study done: on demand, or at once where this machine is fast enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.access import Action
from dctaxi.errors import DcTaxiError
from dctaxi.populations import PlanT
from dctaxi.runner import JobState, TrainingJob
from dctaxi.timing import estimate_trainings
from pages.components.shared import (
    consent,
    formats,
    guess_first,
    navigation,
    refusal,
    sitemap,
    state,
)
from pages.components.shared.plain import Text
from pages.components.trained import estimate, work
from pages.components.trained.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dctaxi.populations import TrainedStore
    from dctaxi.runner import JobStatus

AT_ONCE_S = 0.5
"""Trainings that take less than this need no button."""

_PATIENCE_S = 1.5
"""How long the page waits for what was just asked for, so that it is drawn once and whole."""

_POLL_S = 0.5


def ensure(
    plans: Sequence[PlanT],
    store: TrainedStore[PlanT],
    *,
    key: str,
    label: Text = "Train",
    note: Text = "",
    at_once: bool = True,
    follows_s: float = 0.0,
    waits: bool = True,
) -> list[Work[PlanT]]:
    """Return how plans stand, after drawing what is there to do about those that are not done.

    That is a button under ``label`` with the estimated time, and ``note`` while none of them is
    done, or the progress with a way to stop it, and what went wrong. With ``at_once``, what is
    quickly trained needs no button, unless it is the address that asks for it; with ``follows_s``
    that is what should take less. Where the page ``waits``, it does so for a moment, to be drawn
    once. While a lesson's question is open nothing is trained.
    """
    works = [work.look(plan, store) for plan in plans]
    if guess_first.question_open():
        guess_first.wait()
        return works
    by_link = consent.awaited(key, [plan.key for plan in plans])
    if at_once and not by_link and _quick(works, follows_s):
        _request(work.missing(works), store, key)
        works = [work.look(plan, store) for plan in plans]
    if st.session_state.pop(_asked(key), False) and waits:
        work.wait(works, _PATIENCE_S)
        works = [work.look(plan, store) for plan in plans]
    if any(one.at_work for one in works):
        _progress(works, key=key)
    elif work.missing(works):
        _offer(works, store, key=key, label=label, note=note)
    return works


def _quick(works: Sequence[Work[PlanT]], follows_s: float) -> bool:
    """Tell whether what is missing is quickly trained; what was stopped or failed never is."""
    missing = work.missing(works)
    if not state.workspace().actor.may(Action.TRAIN):
        return False
    begun = any(one.trained is not None or one.job is not None for one in works if not one.complete)
    if begun or not missing:
        return False
    known = estimate_trainings(missing)
    if follows_s:
        return known.seconds < follows_s
    return known.measured and known.seconds < AT_ONCE_S


def _offer(
    works: Sequence[Work[PlanT]],
    store: TrainedStore[PlanT],
    *,
    key: str,
    label: Text,
    note: Text,
) -> None:
    missing = work.missing(works)
    stopped = any(one.trained is not None for one in works if not one.complete)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train the rest" if stopped else label,
            type="primary",
            icon=":material/play_arrow:",
            key=f"{key}_train",
            on_click=ask_for,
            args=(missing, store, key),
        )
        said = note if len(missing) == len(works) else ""
        left = work.trainings_left(works) if stopped else None
        sentence = f"{estimate.sentence(missing, left=left)}. {said}".strip()
        st.caption(sentence, width="stretch")
    refused = st.session_state.pop(_problem(key), None)
    for problem in (refused, *(one.problem for one in works)):
        if problem:
            refusal.show(problem)


def ask_for(plans: Sequence[PlanT], store: TrainedStore[PlanT], key: str) -> None:
    """Get plans trained, as the click of a button wants it; ``ensure`` of the key shows them."""
    consent.give()
    _request([plan for plan in plans if not work.look(plan, store).complete], store, key)


def _request(
    plans: Sequence[PlanT],
    store: TrainedStore[PlanT],
    key: str,
) -> None:
    """Queue the trainings, or keep for the next drawing why one cannot be."""
    st.session_state[_asked(key)] = True
    for plan in plans:
        try:
            job = state.runner().submit(TrainingJob(plan, store))
        except DcTaxiError as error:
            st.session_state[_problem(key)] = str(error)
        else:
            work.remember(plan, job)


def _progress(works: Iterable[Work[Any]], *, key: str) -> None:
    """Draw the jobs at work with a way to stop them; run the page again when one of them ends.

    That one begins is told where its numbers are: drawing the page for it would take the time of
    those that train.
    """
    jobs = [one.job for one in works if one.job is not None and one.at_work]
    if not jobs:
        return
    drawn = {job.id: _ends(job) for job in jobs}
    runner = state.runner()

    def tick() -> None:
        now = {job.id: job for job in runner.snapshot() if job.id in drawn}
        if {name: _ends(job) for name, job in now.items()} != drawn:
            st.rerun()
        for job in now.values():
            share = min(1.0, job.done / job.total) if job.total else 0.0
            st.progress(share, text=_numbers(job))
        if any(job.state == JobState.QUEUED for job in now.values()):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption("Waiting for the job that is running.", width="content")
                navigation.link(sitemap.STUDIES, label="Queue")

    st.fragment(tick, run_every=_POLL_S, key=f"{key}_tick")()
    st.button(
        "Stop",
        icon=":material/stop_circle:",
        key=f"{key}_stop",
        disabled=all(job.state == JobState.STOPPING for job in jobs),
        help="Keeps the trainings that have ended.",
        on_click=_stop,
        args=([job.id for job in jobs],),
    )


def _ends(job: JobStatus) -> JobState | None:
    """Return the state of a job that has ended or is about to; None where it waits or trains."""
    return job.state if job.state.finished or job.state == JobState.STOPPING else None


def _numbers(job: JobStatus) -> str:
    parts = [formats.state_badge(job.state), f"{job.done:,} of {job.total:,} trainings"]
    if job.failed:
        parts.append(f"{job.failed:,} failed or diverged")
    if job.eta_s is not None:
        parts.append(f"{formats.fine_duration(job.eta_s)} left")
    if job.state == JobState.PREPARING:
        parts.append("the first use of an engine compiles it, once per machine")
    return " · ".join(parts)


def _stop(ids: list[str]) -> None:
    for job_id in ids:
        state.runner().stop_now(job_id)


def _asked(key: str) -> str:
    return f"{key}_asked"


def _problem(key: str) -> str:
    return f"{key}_problem"
