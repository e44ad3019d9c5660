"""What is said about a job: its state, counts and configuration, in words. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def number(value: object) -> str:
    """Return a hyperparameter's value as one would write it by hand."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"
    return str(value)


def training_time(seconds: float) -> str:
    """Return how long a training took; the fused engine's take less than a millisecond."""
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def configuration(params: Mapping[str, object] | Iterable[tuple[str, object]] | None) -> str:
    """Return a configuration as one line of Markdown, names in code type."""
    pairs = dict(params or {}).items()
    return " · ".join(f"`{name}` {number(value)}" for name, value in pairs)


def still_changing(jobs: Iterable[JobStatus]) -> tuple[JobStatus, ...]:
    """Return the jobs that run or wait."""
    return tuple(job for job in jobs if not job.state.finished)
