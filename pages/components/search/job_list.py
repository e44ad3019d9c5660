"""The jobs of a workspace in a line each: at work, waiting, and ended since the server started.

Only numbers poll; when a job starts or ends the whole page runs again, since its studies changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.analysis.reading import read_studies
from dctaxi.runner import JobState
from pages.components.shared import formats, job_controls, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dctaxi.runner import JobStatus, Runner

_POLL_S = 1.0


class Ended(NamedTuple):
    """What has ended, newest first: each study's last job, and trainings outside of studies."""

    studies: tuple[JobStatus, ...]
    others: tuple[JobStatus, ...]


def ended(jobs: Sequence[JobStatus]) -> Ended:
    """Sort the jobs that have ended; of a study that was resumed, its last job stands for it.

    A study that trains again or waits to is not among them.
    """
    studies: dict[str, JobStatus] = {}
    unfinished = {job.study for job in jobs if not job.state.finished}
    newest_first = [job for job in reversed(jobs) if job.state.finished]
    for job in newest_first:
        if job.study is not None and job.study not in unfinished:
            studies.setdefault(job.study, job)
    others = tuple(job for job in newest_first if job.study is None)
    return Ended(tuple(studies.values()), others)


def show(runner: Runner) -> None:
    """Draw all jobs, with the ways to stop them and to what they left."""
    jobs = runner.snapshot()
    now = [job for job in jobs if job.state.at_work]
    queued = [job for job in jobs if job.state == JobState.QUEUED]
    if not now and not queued:
        st.markdown(":material/bedtime: Nothing is training at the moment.")
        navigation.link(sitemap.NEW_STUDY, label="New study", icon=":material/add:")
    for job in now:
        with st.container(border=True, key="job_live"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_title(job), width="stretch")
                if job.study:
                    _link(job.study, "Watch")
                job_controls.stop_buttons(runner, job)
            _ticking(runner)
    _waiting(runner, queued)
    _ended(runner, ended(jobs), {study.name for study in read_studies(state.workspace())})


def at_work(runner: Runner) -> None:
    """Draw the jobs that train or wait and keep their numbers fresh; nothing where there are none.

    What trains outside of a study is told on the page that asked for it, and on *Jobs*.
    """
    jobs = [job for job in runner.snapshot() if not job.state.finished and job.study]
    for job in jobs:
        with (
            st.container(border=True, key=f"study-job-{job.id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            st.markdown(_title(job), width="stretch")
            if job.study:
                _link(job.study, "Watch")
            navigation.link(sitemap.JOBS)
    if jobs:
        _ticking(runner)


def studied_now(runner: Runner) -> str | None:
    """Return the study that trains now, else the next one that waits to; None without any."""
    jobs = [job for job in runner.snapshot() if job.study and not job.state.finished]
    return next((job.study for job in jobs), None)


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


def _ended(runner: Runner, jobs: Ended, known: set[str]) -> None:
    """Draw what has ended, newest first, with the ways on where the study is still there."""
    if jobs.studies:
        st.subheader(
            "Ended", help="Since the server started; *Studies* lists them all.", anchor=False
        )
    for job in jobs.studies:
        with st.container(border=True, key=f"job_ended_{job.id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(gap=None, width="stretch"):
                    st.markdown(_title(job))
                    st.caption(_summary(job))
                if job.study in known:
                    job_controls.run_more(runner, str(job.study), key=job.id)
                    _link(str(job.study), "Trials and plots")
                else:
                    st.caption("deleted or renamed since", width="content")
            if job.state == JobState.FAILED:
                refusal.show(job.message)
    if jobs.others:
        _others(jobs.others)


def _others(jobs: Iterable[JobStatus]) -> None:
    """Draw the trainings outside of any study, closed: a move of a range leaves one each."""
    jobs = tuple(jobs)
    title = formats.count(len(jobs), "training", "trainings")
    with st.expander(f"{title} for What if and other pages", icon=":material/bolt:"):
        for job in jobs:
            st.markdown(f"{_title(job)}  :small[:gray[{_summary(job)}]]")
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
