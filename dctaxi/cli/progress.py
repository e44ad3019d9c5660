"""What a command reports on standard error while it works: progress, and what takes longer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

from dctaxi.cli.destination import say
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from dctaxi.records import OnProgress, Progress
    from dctaxi.study import StudyProgress
    from dctaxi.timing import OnTimedProgress

_BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"
"""As tqdm's own, without the time left by its reckoning: a study has a better one."""

POLL_S = 1.0
"""What is ready sooner, such as a kernel that lies on the disk, is not worth a line."""


@contextmanager
def preparation_reported() -> Iterator[None]:
    """Say so once if the fused engine's kernel is compiled while the block runs."""
    from dctaxi.training.fused.preparation import preparation

    ended = threading.Event()

    def watch() -> None:
        before = "idle"
        while not ended.wait(POLL_S):
            now = preparation()
            if now.state == before == "preparing":
                say(f"dctaxi: {now.message}")
                return
            before = now.state

    watcher = threading.Thread(target=watch, name="preparation-reported", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


@contextmanager
def progress_bar(description: str, total: int | None) -> Iterator[OnProgress]:
    """Give a listener that draws engine progress on standard error while the block runs."""
    with (
        preparation_reported(),
        tqdm(total=total, desc=description, file=sys.stderr, unit="training", disable=None) as bar,
    ):

        def show(progress: Progress) -> None:
            bar.total = progress.total
            bar.update(progress.done - bar.n)

        yield show


@contextmanager
def study_progress_bar(name: str) -> Iterator[OnTimedProgress]:
    """Give a listener that draws a study's progress while the block runs."""
    from dctaxi.timing import in_words

    with (
        preparation_reported(),
        tqdm(
            desc=visible(name), file=sys.stderr, unit="trial", disable=None, bar_format=_BAR
        ) as bar,
    ):

        def show(progress: StudyProgress, left_s: float | None) -> None:
            bar.total = progress.total
            said = (
                [progress.doing] if left_s is None else [f"{in_words(left_s)} left", progress.doing]
            )
            if progress.best_value is not None:
                constant = progress.best_constant
                beside = "" if constant is None else f", constant {constant:.3f}"
                said.insert(0, f"best {progress.best_value:.3f}{beside}")
            bar.set_postfix_str("; ".join(said), refresh=False)
            bar.update(progress.done + progress.in_round - bar.n)

        yield show
