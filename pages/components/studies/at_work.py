"""What trains now and what waits, in a line each; the Run page has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import JobState
from pages.components.shared import formats, job_words, navigation

if TYPE_CHECKING:
    from dctaxi.runner import JobStatus, Runner

_POLL_S = 1.0


def show(runner: Runner) -> None:
    """Draw the jobs that train or wait and keep their numbers fresh; nothing where there are none.

    When a job starts or ends, the whole page runs again, since its studies changed too.
    """
    drawn = _signature(runner)
    if not drawn:
        return

    def tick() -> None:
        if _signature(runner) != drawn:
            st.rerun()
        for job in job_words.still_changing(runner.snapshot()):
            _line(job)

    st.fragment(tick, run_every=_POLL_S, key="study-jobs")()


def _signature(runner: Runner) -> tuple[tuple[str, str], ...]:
    return tuple((job.id, job.state) for job in job_words.still_changing(runner.snapshot()))


def _line(job: JobStatus) -> None:
    with st.container(border=True, key=f"study-job-{job.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{job.title}** {job_words.state_badge(job.state)}", width="stretch")
            navigation.link(navigation.RUN, label="Watch")
        if job.state == JobState.QUEUED:
            st.caption("Starts by itself when the study before it has ended.")
            return
        share = min(1.0, job.done / job.total) if job.total else 0.0
        st.progress(share, text=_numbers(job))


def _numbers(job: JobStatus) -> str:
    words = [job_words.counts(job.done, job.failed, job.total)]
    if job.best_value is not None:
        words.append(f"best {formats.usd(job.best_value)}")
    if job.eta_s is not None:
        words.append(f"{formats.duration(job.eta_s)} left")
    return " · ".join(words)
