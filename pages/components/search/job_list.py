"""What trains, waits and has ended since the server started: in the page's head, and in a list.

Only numbers poll; when a job starts or ends the whole page runs again, since its studies changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import JobState
from pages.components.shared import formats, job_controls, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.runner import JobStatus, Runner

_POLL_S = 1.0
_INDICATOR_S = 3.0


def indicator(runner: Runner) -> None:
    """Say how many jobs train and wait, with the way to them; nothing where there are none."""
    if not _signature(runner):
        return

    def tick() -> None:
        jobs = [job for job in runner.snapshot() if not job.state.finished]
        waiting = sum(job.state == JobState.QUEUED for job in jobs)
        counts = ((len(jobs) - waiting, "running"), (waiting, "waiting"))
        if jobs:
            navigation.link(
                sitemap.STUDIES,
                label=", ".join(f"{number} {what}" for number, what in counts if number),
                icon=":material/pending_actions:",
                help="What trains and waits, with the ways to stop it.",
            )

    with st.container(width="content", key="jobs_indicator"):
        st.fragment(tick, run_every=_INDICATOR_S, key="jobs_indicator_tick")()


def show(runner: Runner) -> None:
    """Draw the jobs that run and wait, with the ways to stop them."""
    jobs = runner.snapshot()
    for job in jobs:
        if job.state.at_work:
            with st.container(border=True, key="job_live"):
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(_title(job), width="stretch")
                    if job.study:
                        _link(job.study, "Watch")
                    job_controls.stop_buttons(runner, job)
                _ticking(runner)
    queued = [job for job in jobs if job.state == JobState.QUEUED]
    if queued and not any(job.state.at_work for job in jobs):
        _ticking(runner)
    _waiting(runner, queued)


def _ticking(runner: Runner) -> None:
    drawn = _signature(runner)

    def tick() -> None:
        if _signature(runner) != drawn:
            st.rerun()
        for job in runner.snapshot():
            if job.state.at_work:
                share = min(1.0, job.done / job.total) if job.total else 0.0
                st.progress(share, text=_numbers(job))

    st.fragment(tick, run_every=_POLL_S, key="study-jobs")()


def _waiting(runner: Runner, jobs: Sequence[JobStatus]) -> None:
    """Draw the queue in the order in which it will run, each with a way out of it."""
    if not jobs:
        return
    st.subheader(
        "Waiting", help="One job trains at a time; the next one starts by itself.", anchor=False
    )
    for place, job in enumerate(jobs, 1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{_title(job)}  number {place:d} in the queue"
                f"{f' · {formats.job_progress(job)}' if job.total else ''}"
                f"{f' · {Plain(job.doing)}' if job.doing else ''}",
                width="stretch",
            )
            st.button(
                "Remove",
                icon=":material/close:",
                key=f"job_remove_{job.id}",
                on_click=runner.stop_now,
                args=(job.id,),
            )


def ended(runner: Runner, studies: frozenset[str]) -> None:
    """Draw what has ended, newest first; open where the last one failed."""
    jobs = [job for job in reversed(runner.snapshot()) if job.state.finished]
    if not jobs:
        return
    with st.expander(
        f"{formats.count(len(jobs), 'job')} ended since the server started",
        expanded=jobs[0].state == JobState.FAILED,
        icon=":material/history:",
    ):
        for job in jobs:
            with st.container(horizontal=True, vertical_alignment="center"):
                said = f"{_title(job)}  :small[:gray[{_summary(job)}]]"
                st.markdown(said, width="stretch")
                if job.study in studies:
                    _link(str(job.study), "Trials")
            if job.state == JobState.FAILED:
                refusal.show(job.message)


def _title(job: JobStatus) -> str:
    return f"**{Plain(job.title)}** {formats.state_badge(job.state)}"


def _link(study: str, label: str) -> None:
    navigation.link(
        sitemap.TRIALS,
        label=label,
        icon=":material/arrow_forward:",
        query_params={state.STUDY_PARAMETER: study},
    )


def _summary(job: JobStatus) -> str:
    parts = [
        formats.job_progress(job),
        f"{formats.duration(job.elapsed_s)} on {Plain(job.device)}" if job.device else "",
        _best(job),
    ]
    return " · ".join(part for part in parts if part)


def _best(job: JobStatus) -> str:
    if job.best_value is None:
        return ""
    trial = "" if job.best_number is None else f", trial {job.best_number:d}"
    beside = formats.beside_constant(job.best_constant)
    best = formats.money_of(job.best_value, job.currency)
    return f"best {best}{trial}{f' ({beside})' if beside else ''}"


def _signature(runner: Runner) -> tuple[tuple[str, str], ...]:
    return tuple((job.id, job.state) for job in runner.snapshot() if not job.state.finished)


def _numbers(job: JobStatus) -> str:
    parts = [formats.job_progress(job)]
    if job.best_value is not None:
        parts.append(_best(job))
    if job.eta_s is not None:
        parts.append(f"{formats.duration(job.eta_s)} left")
    return " · ".join(parts)
