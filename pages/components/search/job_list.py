"""The jobs of a workspace in a line each: at work, waiting, and finished since the server started.

The one that trains now has its own panel with the ways to stop it: ``job_controls.live``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import JobState
from pages.components.shared import formats, job_controls, navigation, refusal, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.runner import JobStatus, Runner

_POLL_S = 1.0


def at_work(runner: Runner) -> None:
    """Draw the jobs that train or wait and keep their numbers fresh; nothing where there are none.

    When a job starts or ends, the whole page runs again, since its studies changed too.
    """
    drawn = _signature(runner)
    if not drawn:
        return

    def tick() -> None:
        if _signature(runner) != drawn:
            st.rerun()
        for job in _unfinished(runner):
            _line(job)

    st.fragment(tick, run_every=_POLL_S, key="study-jobs")()


def waiting(runner: Runner, jobs: Sequence[JobStatus]) -> None:
    """Draw the queue in the order in which it will run, each with a way out of it."""
    if not jobs:
        return
    st.subheader("Waiting", help="One study trains at a time; these start by themselves.")
    for place, job in enumerate(jobs, 1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{Plain(job.title)}**  {formats.state_badge(job.state)}  "
                f"number {place:d} in the queue · {formats.job_progress(job)}",
                width="stretch",
            )
            st.button(
                "Remove",
                icon=":material/close:",
                key=f"job_remove_{job.id}",
                on_click=runner.stop_now,
                args=(job.id,),
            )


def finished(runner: Runner, jobs: Sequence[JobStatus]) -> None:
    """Draw what has finished, newest first, with the ways on: its trials, and more of them."""
    if not jobs:
        return
    st.subheader("Ended", help="Since the server started. Older studies are on the Studies page.")
    for job in jobs:
        with st.container(border=True, key=f"job_ended_{job.id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"**{Plain(job.title)}**  {formats.state_badge(job.state)}", width="stretch"
                )
                if job.study:
                    job_controls.run_more(runner, job.study, key=job.id)
                    navigation.link(
                        navigation.TRIALS,
                        label="Trials and plots",
                        query_params={state.STUDY_PARAMETER: job.study},
                    )
            st.caption(_summary(job))
            if job.state == JobState.FAILED:
                refusal.show(job.message)


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
    return f"best {formats.usd(job.best_value)}{trial}{f' ({beside})' if beside else ''}"


def _signature(runner: Runner) -> tuple[tuple[str, str], ...]:
    return tuple((job.id, job.state) for job in _unfinished(runner))


def _unfinished(runner: Runner) -> list[JobStatus]:
    return [job for job in runner.snapshot() if not job.state.finished]


def _line(job: JobStatus) -> None:
    with st.container(border=True, key=f"study-job-{job.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{Plain(job.title)}** {formats.state_badge(job.state)}", width="stretch")
            navigation.link(navigation.RUN, label="Watch")
        if job.state == JobState.QUEUED:
            st.caption("Starts by itself when the study before it has ended.")
            return
        share = min(1.0, job.done / job.total) if job.total else 0.0
        st.progress(share, text=_numbers(job))


def _numbers(job: JobStatus) -> str:
    parts = [formats.done_of(job.done, job.failed, job.total)]
    if job.best_value is not None:
        parts.append(_best(job))
    if job.eta_s is not None:
        parts.append(f"{formats.duration(job.eta_s)} left")
    return " · ".join(parts)
