"""The progress bar of a study on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

from dctaxi.cli.preparing import preparation_told

if TYPE_CHECKING:
    from dctaxi.study.report import OnStudyProgress, StudyProgress


@contextmanager
def study_progress_bar(name: str) -> Iterator[OnStudyProgress]:
    """Give a listener that draws a study's progress while the block runs."""
    with preparation_told(), tqdm(desc=name, file=sys.stderr, unit="trial", disable=None) as bar:

        def show(progress: StudyProgress) -> None:
            bar.total = progress.total
            if progress.best_value is not None:
                bar.set_postfix_str(f"best {progress.best_value:.3f}", refresh=False)
            bar.update(progress.done + progress.in_round - bar.n)

        yield show
