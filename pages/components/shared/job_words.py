"""What is said about a job: its state and its counts, in words. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dctaxi.runner import JobStatus

_BADGES = {
    "queued": (":material/schedule:", "gray"),
    "preparing": (":material/construction:", "orange"),
    "running": (":material/play_arrow:", "blue"),
    "stopping": (":material/hourglass_bottom:", "orange"),
    "finished": (":material/check:", "green"),
    "stopped": (":material/stop:", "gray"),
    "failed": (":material/error:", "red"),
    "created": (":material/schedule:", "gray"),
    "interrupted": (":material/power_off:", "orange"),
    "other tool": (":material/extension:", "gray"),
}


def state_badge(state: str) -> str:
    """Return a job's or a study's state as a badge in Markdown: icon, word and colour."""
    icon, color = _BADGES.get(state, (":material/help:", "gray"))
    return f":{color}-badge[{icon} {state}]"


def counts(done: int, failed: int, total: int | None, things: str = "trials") -> str:
    """Say how many trials ended, of how many, and how many of them failed."""
    text = f"{done:,} of {total:,} {things}" if total else f"{done:,} {things}"
    return f"{text}, {failed:,} failed or diverged" if failed else text


def things_of(job: JobStatus) -> str:
    """Return what a job counts: a study's trials, or trainings outside of any study."""
    return "trainings" if job.study is None else "trials"


def progress(job: JobStatus) -> str:
    """Say how far a job has come."""
    return counts(job.done, job.failed, job.total, things_of(job))


def still_changing(jobs: Iterable[JobStatus]) -> tuple[JobStatus, ...]:
    """Return the jobs that run or wait."""
    return tuple(job for job in jobs if not job.state.finished)
