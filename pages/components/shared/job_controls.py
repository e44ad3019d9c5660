"""A job from the outside: its numbers every second, the ways to stop it, and more of its study.

Only the numbers poll. The buttons stand outside of the polled part, so that a tick never takes a
click or an open dialog away; when a job starts, stops or ends, the whole page runs again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError
from dctaxi.runner import JobState, ResumeJob
from dctaxi.study import MAX_TRIALS
from dctaxi.training.fused.ahead import ahead
from dctaxi.training.fused.preparation import preparation
from pages.components.shared import formats, learning_curve, refusal, state, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.runner import JobStatus, Runner

BEST_SO_FAR = labels.TERMS["best-so-far"]

POLL_S = 1.0
"""Seconds between two looks at the job; only while one runs or waits."""

_STOPPING = "Stopping: what is training now finishes first."

_MORE = 50
_RESUME_PROBLEM = "job_resume_problem"


def live(runner: Runner, job: JobStatus) -> None:
    """Draw the running job and keep its numbers fresh."""
    with st.container(border=True, key="job_live"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {Plain(job.title)}", width="stretch")
            stop_buttons(runner, job)
        drawn = _signature(runner)

        def tick() -> None:
            if _signature(runner) != drawn:
                st.rerun()
            _numbers(next(each for each in runner.snapshot() if each.id == job.id))

        st.fragment(tick, run_every=POLL_S, key="job_tick")()


def live_of(study: str) -> bool:
    """Draw the job at work on a study; tell whether there is one."""
    runner = state.runner()
    jobs = runner.snapshot()
    job = next((job for job in jobs if job.study == study and not job.state.finished), None)
    if job is not None:
        live(runner, job)
    return job is not None


def run_more(runner: Runner, study: str, *, key: str, remaining: int = 0) -> None:
    """Draw the way to run a study on; ``remaining`` trials of its plan are suggested first."""
    suggested = remaining or _MORE
    # What was typed for another study, or before trials came, is not meant here.
    number = f"job_more_trials_{key}_{suggested}_{study}"
    with st.popover("Run more", icon=":material/playlist_add:", key=f"job_more_{key}"):
        st.caption("The sampler goes on from all trials so far.")
        st.number_input(
            "More trials",
            min_value=1,
            max_value=MAX_TRIALS,
            value=suggested,
            step=10,
            required=True,
            key=number,
        )
        st.button(
            "Resume",
            type="primary",
            icon=":material/play_arrow:",
            key=f"job_resume_{key}",
            on_click=_resume,
            args=(runner, study, number),
        )
    show_resume_problem(study)


def show_resume_problem(study: str) -> None:
    """Say once why a study could not be run on, where that was asked for."""
    problem = st.session_state.get(_RESUME_PROBLEM)
    if problem is not None and problem["study"] == study:
        refusal.show(problem["sentence"])
        del st.session_state[_RESUME_PROBLEM]


def resume(study: str, remaining: int, *, key: str = "rest") -> None:
    """Draw the button that runs a study which was cut short on to where it was to go."""
    st.button(
        f"Resume: {formats.count(remaining, 'trial')} left",
        type="primary",
        icon=":material/play_arrow:",
        key=f"job_resume_{key}",
        on_click=_run_on,
        args=(state.runner(), study, None),
    )


def stop_buttons(runner: Runner, job: JobStatus) -> None:
    """Draw the two ways to stop a job at work, or say that it stops."""
    if job.state == JobState.STOPPING:
        st.caption(_STOPPING, width="content")
        return
    st.button(
        "Stop after this trial",
        icon=":material/stop_circle:",
        key="job_stop_after",
        help="Ends the study when the trials in training have finished; resume it any time.",
        on_click=runner.stop_after_trial,
        args=(job.id,),
    )
    st.button(
        "Stop now",
        icon=":material/dangerous:",
        key="job_stop_now",
        help="Gives up the round in training. Finished rounds are kept; resume it any time.",
        on_click=runner.stop_now,
        args=(job.id,),
    )


def progress(job: JobStatus) -> None:
    """Draw how far a job is, and before its first training what is being prepared."""
    st.progress(_share(job), text=_headline(job, with_state=True))
    if job.state == JobState.PREPARING:
        st.caption(f":material/construction: {Plain(_preparing())}")


def progress_line(job: JobStatus) -> None:
    """Draw the same in a line, where the page says the job's state already."""
    st.progress(_share(job), text=_headline(job, with_state=False))


def pace(tiles: DeltaGenerator, job: JobStatus) -> None:
    """Draw the tiles about a job's time: what is left, how fast it is, since when it runs."""
    tiles.metric("Time left", "none yet" if job.eta_s is None else formats.duration(job.eta_s))
    tiles.metric(
        f"{formats.job_things(job).capitalize()} per second",
        _rate(job.trials_per_s),
        help=term_link.about(labels.METRICS["trials_per_s"]),
    )
    tiles.metric("Running for", formats.duration(job.elapsed_s))


def _numbers(job: JobStatus) -> None:
    progress(job)
    tiles = st.grid(4, min_column_width=150)
    tiles.metric(
        "Best so far",
        formats.money_of(job.best_value, job.currency),
        delta=formats.beside_constant(job.best_constant),
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(BEST_SO_FAR),
    )
    pace(tiles, job)
    if job.best_number is not None:
        st.caption(f"Trial {job.best_number:d}: {formats.configuration(job.best_params)}")
    _curve(job)


def _preparing() -> str:
    compilation = ahead.state()
    # While another process compiles, only a job of the fused engine waits.
    if compilation.state == preparation().state == "preparing":
        return f"{compilation.message} It takes up to a minute."
    return "Reading the data and loading the engine."


def _share(job: JobStatus) -> float:
    return min(1.0, job.done / job.total) if job.total else 0.0


def _headline(job: JobStatus, *, with_state: bool) -> str:
    badge = formats.state_badge(job.state) if with_state else ""
    prepared = job.state == JobState.PREPARING and not with_state
    said = (_preparing() if prepared else job.doing, job.device, job.message)
    parts = [badge, formats.job_progress(job), *map(Plain, said)]
    return "  ·  ".join(part for part in parts if part)


def _rate(trials_per_s: float | None) -> str:
    if trials_per_s is None:
        return "none yet"
    return f"{trials_per_s:,.0f}" if trials_per_s >= 10 else f"{trials_per_s:.2g}"


def _curve(job: JobStatus) -> None:
    if job.latest_curve:
        points = [(p.step, p.train_rmse, p.val_rmse) for p in job.latest_curve]
        learning_curve.show(
            points, about="of the last trial: RMSE in USD by training step", height=220
        )


def _signature(runner: Runner) -> tuple[tuple[str, str], ...]:
    return tuple((job.id, job.state) for job in runner.snapshot())


def _resume(runner: Runner, study: str, number: str) -> None:
    _run_on(runner, study, st.session_state[number])


def _run_on(runner: Runner, study: str, more: int | None) -> None:
    try:
        runner.submit(ResumeJob(study, n_trials=more))
    except DcTaxiError as error:
        st.session_state[_RESUME_PROBLEM] = {"study": study, "sentence": str(error)}
