"""The head of a study that trains: how far it is, its best so far, its history as it grows.

Numbers and history tick; the buttons stand outside of what ticks, so that no tick takes a click or
an open dialog away. When the study ends the whole page runs again, and shows it open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.live import live_spec
from dctaxi.runner import JobState
from pages.components.shared import formats, job_controls, plot_panel, state, term_link, vega
from pages.components.shared.plain import Plain
from pages.components.study import nothing_yet, watch

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.runner import JobStatus, Runner
    from pages.components.study.watch import Head

_POLL_S = 1.0


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

    with st.container(border=True, key="study_live"):
        if job is None:
            st.caption("It is training in another program; stop it there.")
        elif job.state == JobState.QUEUED:
            _waits(runner, job)
            return
        elif job.title != study.name:
            st.markdown(Plain(job.title))
        st.fragment(tick, run_every=pace.seconds(), key="study_tick")()


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

    def tick() -> None:
        now = _job_of(runner, str(job.study))
        if now is None or now.state != JobState.QUEUED:
            st.rerun()

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/schedule: Number {queue.index(job.id) + 1:d} in the queue: it starts by "
            "itself once the jobs before it are done.",
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
    progress = head.progress
    if job is None:
        done = int(progress.numbers[-1]) + 1 if len(progress.numbers) else 0
        total: int | None = study.total
        st.progress(min(1.0, done / total) if total else 0.0, text=f"{done:,} of {total:,} trials")
    else:
        total = job.total
        job_controls.progress(job)
    left, right = st.columns([5, 6], gap="medium", vertical_alignment="center")
    with left:
        tiles = st.grid(2, min_column_width=130)
        best = len(progress.numbers) > 0
        tiles.metric(
            "Best so far",
            formats.usd(float(progress.values.min()) if best else None),
            delta=None if job is None else formats.beside_constant(job.best_constant),
            delta_color="off",
            delta_arrow="off",
            help=term_link.about(job_controls.BEST_SO_FAR),
        )
        if job is not None:
            job_controls.pace(tiles, job)
            if job.best_number is not None:
                st.caption(f"Trial {job.best_number:d}: {formats.configuration(job.best_params)}")
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
