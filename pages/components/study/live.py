"""The head of a study that trains: how far it is, its best so far, its history as it grows.

Numbers and history tick; the buttons stand outside of what ticks, so that no tick takes a click or
an open dialog away. When the study ends the whole page runs again, and shows it open.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.live import live_spec
from dctaxi.runner import JobState
from pages.components.shared import formats, job_controls, plot_panel, state, term_link, vega
from pages.components.shared.plain import Markdown, Plain
from pages.components.study import nothing_yet, watch

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.runner import JobStatus, Runner
    from pages.components.study.watch import Head

_POLL_S = 1.0
_STYLE = Path(__file__).with_name("live.css")


def show(study: StudySummary, shown: int) -> None:
    """Draw the head; ``shown`` finished trials are in the table and the plots below it."""
    runner, pace = state.runner(), watch.numbers_pace()
    job = _job_of(runner, study.name)
    drawn = None if job is None else (job.id, job.state)
    pace.arrive(state.tab())

    def tick() -> None:
        now = _job_of(runner, study.name)
        if (None if now is None else (now.id, now.state)) != drawn or not (
            now is not None or watch.is_running(state.workspace(), study.name)
        ):
            st.rerun()
        head = watch.head(state.workspace(), study.name)
        if shown < nothing_yet.NEEDED <= len(head.progress.numbers):
            st.rerun()  # there is something to plot
        with pace.measured(state.tab()):
            _numbers(study, now, head)

    st.html(_STYLE)
    with st.container(key="study_live"):
        if job is None:
            st.caption("It is training in another program; stop it there.")
        elif job.state == JobState.QUEUED:
            _waits(runner, job)
            return
        elif job.title != study.name:
            st.markdown(Plain(job.title))
        st.fragment(tick, run_every=pace.seconds(), key="study_tick")()


def waits(study: str) -> bool:
    """Tell whether a study stands in the queue here."""
    job = _job_of(state.runner(), study)
    return job is not None and job.state == JobState.QUEUED


def stop_buttons(study: str) -> None:
    """Draw the ways to stop what trains a study here; nothing while it waits."""
    runner = state.runner()
    job = _job_of(runner, study)
    if job is not None and job.state != JobState.QUEUED:
        job_controls.stop_buttons(runner, job)


def _job_of(runner: Runner, study: str) -> JobStatus | None:
    jobs = runner.snapshot()
    return next((job for job in jobs if job.study == study and not job.state.finished), None)


def _waits(runner: Runner, job: JobStatus) -> None:
    queue = [each.id for each in runner.snapshot() if each.state == JobState.QUEUED]
    # It may have begun since the page looked: what ticks below sees that next.
    place = f"Number {queue.index(job.id) + 1:d} in the queue: it" if job.id in queue else "It"

    def tick() -> None:
        now = _job_of(runner, str(job.study))
        if now is None or now.state != JobState.QUEUED:
            st.rerun()

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/schedule: {place} starts by itself once the jobs before it are done.",
            width="stretch",
        )
        st.button(
            "Remove",
            icon=":material/close:",
            key=f"job_remove_{job.id}",
            on_click=runner.stop_now,
            args=(job.id,),
        )
    st.fragment(tick, run_every=_POLL_S, key="study_waits")()


def _numbers(study: StudySummary, job: JobStatus | None, head: Head) -> None:
    """Draw numbers over how far the study is, and beside both its history."""
    progress = head.progress
    left, right = st.columns([2, 1], gap="medium", vertical_alignment="center")
    with left:
        tiles = st.container(horizontal=True, gap="small", key="study_live_tiles")
        tiles.metric(
            _best_label(job),
            formats.usd(float(progress.values.min())) if len(progress.numbers) else None,
            help=_about_best(job),
        )
        if job is None:
            done = int(progress.numbers[-1]) + 1 if len(progress.numbers) else 0
            total: int | None = study.total
            share = min(1.0, done / total) if total else 0.0
            st.progress(share, text=f"{done:,} of {total:,} trials")
        else:
            total = job.total
            job_controls.pace(tiles, job)
            job_controls.progress_line(job)
    if not len(progress.numbers):
        return  # axes without a point say nothing
    with right:
        vega.show(
            head.rows,
            live_spec(progress, total, plot_panel.template()),
            title=study.name,
            takeaway=head.text,
            key="study_live_history",
        )


def _about_best(job: JobStatus | None) -> str:
    """Explain the number, and say which trial it is."""
    known = Markdown()
    if job is not None and job.best_number is not None:
        said = formats.configuration(job.best_params)
        known = Markdown(f"Trial {job.best_number:d}: {said}.")
    return term_link.about(job_controls.BEST_SO_FAR, known)


def _best_label(job: JobStatus | None) -> str:
    beside = None if job is None else formats.beside_constant(job.best_constant)
    return "Best so far" if beside is None else f"Best so far ({beside})"
