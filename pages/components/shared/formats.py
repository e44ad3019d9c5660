"""Numbers, times, states and configurations as the pages write them.

Money is written with its currency behind it, since a dollar sign starts a formula in Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dctaxi.labels import is_small
from pages.components.shared import money
from pages.components.shared.plain import Plain, code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from dctaxi.runner import JobStatus

_STEPS = ((60, "second"), (60, "minute"), (24, "hour"), (7, "day"))

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


def usd(value: float | None) -> str:
    """Return an amount of the study's money, in words when there is none."""
    return money_of(value, money.currency())


def money_of(value: float | None, currency: str) -> str:
    """Return an amount in a currency, in words when there is none."""
    if value is None:
        return "none yet"
    amount = f"{value:.3g}" if is_small(value) else f"{value:,.2f}"
    return f"{amount} {Plain(currency)}"


def measured(value: float) -> str:
    """Return what was measured of a trial, without its unit."""
    return f"{value:.3g}" if is_small(value) else f"{value:.3f}"


def beside_constant(constant: float | None) -> str | None:
    """Say what the constant answer scores on the rows of the trial whose value stands above."""
    return None if constant is None else f"constant answer {constant:,.2f}"


def duration(seconds: float) -> str:
    """Return a duration in its largest two units, such as ``2 min 5 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def fine_duration(seconds: float) -> str:
    """Return a duration, with enough digits for one below a second."""
    return duration(seconds) if seconds >= 1 else f"{seconds:.2g} s"


def when(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, or its date once it is more than a week ago."""
    amount = (now - moment).total_seconds()
    if amount < 5:
        return "just now"
    for size, unit in _STEPS:
        if amount < size:
            count = int(amount)
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
        amount /= size
    return f"{moment:%d %B %Y}"


def moment(moment: datetime, now: datetime) -> str:
    """Return when a moment was in words that stay true: its time today, else its date."""
    return f"at {moment:%H:%M}" if moment.date() == now.date() else f"on {moment:%d %B %Y}"


def count(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun, such as ``1 trial`` or ``1,200 trials``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


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
    return " · ".join(f"{code(name)} {Plain(number(value))}" for name, value in pairs)


def state_badge(state: str) -> str:
    """Return a job's or a study's state as a badge in Markdown: icon, word and colour."""
    icon, color = _BADGES.get(state, (":material/help:", "gray"))
    return f":{color}-badge[{icon} {Plain(state)}]"


def done_of(
    done: int, failed: int, total: int | None, things: Literal["trials", "trainings"] = "trials"
) -> str:
    """Say how many trials ended, of how many, and how many of them failed."""
    text = f"{done:,} of {total:,} {things}" if total else f"{done:,} {things}"
    return f"{text}, {failed:,} failed or diverged" if failed else text


def job_things(job: JobStatus) -> Literal["trials", "trainings"]:
    """Return what a job counts: a study's trials, or trainings outside of any study."""
    return "trainings" if job.study is None else "trials"


def job_progress(job: JobStatus) -> str:
    """Say how far a job has come."""
    return done_of(job.done, job.failed, job.total, job_things(job))
