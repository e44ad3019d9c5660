"""What trains of the compared studies: how far each is, and pictures that grow with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import JobState
from pages.components.compare import choice
from pages.components.shared import formats, navigation, sitemap, state
from pages.components.shared.plain import Plain
from pages.components.study import picker, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dctaxi.runner import JobStatus
    from pages.components.compare.choice import Choice

_POLL_S = 1.0


def draw(chosen: Choice, body: Callable[[Choice], None]) -> None:
    """Draw the body; while any of the studies trains or waits, its progress, and the body anew."""
    names = [study.name for study in chosen.studies]
    at_work = _at_work(names)
    if not at_work:
        body(chosen)
        return
    _progress(names, at_work)
    pace = watch.plots_pace()

    def grown() -> None:
        with pace.measured(state.tab()):
            body(choice.of(state.workspace(), names))

    st.fragment(grown, run_every=pace.seconds(), key="compare_body")()


def _progress(names: Sequence[str], at_work: Sequence[str]) -> None:
    """Draw what trains, with a bar each; run the page again when a study begins or ends."""
    drawn = _signature(names)

    def tick() -> None:
        workspace = state.workspace()
        now = [name for name in names if watch.is_running(workspace, name)]
        if _signature(names) != drawn or now != at_work:
            st.rerun()
        jobs = _jobs(names)
        for job in jobs:
            if job.state != JobState.QUEUED:
                share = min(1.0, job.done / job.total) if job.total else 0.0
                st.progress(share, text=f"**{Plain(job.title)}** · {_numbers(job)}")
        waiting = [job.title for job in jobs if job.state == JobState.QUEUED]
        elsewhere = [name for name in at_work if name not in {job.study for job in jobs}]
        for said, which in (("Waiting", waiting), ("Training in another program", elsewhere)):
            if which:
                st.caption(f"{said}: {Plain(', '.join(which))}.")

    with st.container(border=True, key="compare_live"):
        st.fragment(tick, run_every=_POLL_S, key="compare_tick")()
        navigation.link(sitemap.STUDIES, label="Queue")


def _numbers(job: JobStatus) -> str:
    parts = [formats.job_progress(job)]
    if job.best_value is not None:
        parts.append(f"best {formats.usd(job.best_value)}")
    if job.eta_s is not None:
        parts.append(f"{formats.duration(job.eta_s)} left")
    return " · ".join(parts)


def _at_work(names: Sequence[str]) -> list[str]:
    workspace = state.workspace()
    return [name for name in names if picker.is_running(workspace, name)]


def _jobs(names: Sequence[str]) -> list[JobStatus]:
    jobs = state.runner().snapshot()
    return [job for job in jobs if job.study in names and not job.state.finished]


def _signature(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(job.id, job.state) for job in _jobs(names)]
