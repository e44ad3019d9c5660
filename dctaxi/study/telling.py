"""What a run of a study tells of itself while it goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dctaxi.study.report import OnStudyProgress, Phase, Spent, StudyProgress, Tally

if TYPE_CHECKING:
    from dctaxi.records import CurvePoint, Progress
    from dctaxi.study.rounds import StoredTrial

_PAUSE_S: Final = 0.1
"""Most samplers ask in less, and nobody reads so fast."""


class Telling:
    """Counts the trials of one run, and tells whoever asked how far it is.

    ``tally`` is of the trials that there are at ``began_s``, the monotonic second in which the run
    began; ``requested`` is how many there are to be, and ``timeout_s`` how long rounds may go on.
    ``device`` is where trials are trained, in words.
    """

    def __init__(
        self,
        tally: Tally,
        requested: int | None,
        timeout_s: float | None,
        on_progress: OnStudyProgress,
        *,
        began_s: float,
    ) -> None:
        self.tally = tally
        self.device = ""
        self._before = tally.done
        self._requested = requested
        self._timeout_s = timeout_s
        self._on_progress = on_progress
        self._began_s = began_s
        self._rounds_began_s: float | None = None
        self._phase: Phase = "preparing"
        self._latest_curve: tuple[CurvePoint, ...] = ()
        self._told_s = 0.0

    @property
    def new(self) -> int:
        """How many trials of this run ended."""
        return self.tally.done - self._before

    @property
    def elapsed_s(self) -> float:
        """How long the run has taken."""
        return time.monotonic() - self._began_s

    @property
    def time_left_s(self) -> float | None:
        """How long rounds may go on, None for ever."""
        if self._timeout_s is None:
            return None
        if self._rounds_began_s is None:
            return self._timeout_s
        return max(0.0, self._timeout_s - (time.monotonic() - self._rounds_began_s))

    def rounds_begin(self) -> None:
        """Start the clock of the rounds."""
        self._rounds_began_s = time.monotonic()

    def round_begins(self, size: int) -> None:
        """Tell that so many trials are asked for."""
        self.tell(_asking(0, size), round_size=size)

    def asked(self, asked: int, size: int) -> None:
        """Tell that a trial of a round was asked for, unless that was told a moment ago."""
        if asked == size or time.monotonic() - self._told_s >= _PAUSE_S:
            self.tell(_asking(asked, size), round_size=size)

    def trained(self, progress: Progress) -> None:
        """Tell how many trials of a round have been trained."""
        self._phase = "running"
        if progress.latest is not None and progress.latest.curve:
            self._latest_curve = progress.latest.curve
        doing = _training(progress.total)
        self.tell(doing, in_round=progress.done, round_size=progress.total)

    def round_ended(self, ended: Sequence[StoredTrial], spent: Spent) -> None:
        """Count the trials of a round, and tell where its time went."""
        for stored in ended:
            self.tally.add(stored.trial)
            self._latest_curve = stored.outcome.curve
        self._phase = "running"
        self.tell("choosing the next trials", spent=spent)

    def tell(
        self, doing: str, *, in_round: int = 0, round_size: int = 0, spent: Spent | None = None
    ) -> None:
        """Tell what is being done now."""
        self._told_s = time.monotonic()
        tally = self.tally
        self._on_progress(
            StudyProgress(
                phase=self._phase,
                done=tally.done,
                failed=tally.failed,
                total=self._requested,
                new=self.new,
                in_round=in_round,
                round_size=round_size,
                best_value=tally.best_value,
                best_number=tally.best_number,
                best_constant=tally.best_constant,
                best_params=tally.best_params or {},
                latest_curve=self._latest_curve,
                elapsed_s=self.elapsed_s,
                time_left_s=self.time_left_s,
                device=self.device,
                doing=doing,
                spent=spent,
            )
        )


def _asking(asked: int, size: int) -> str:
    """Say what a study does that asks for a round and has been given some of its trials."""
    if asked == size:
        return _training(size)
    return "choosing a trial" if size == 1 else f"choosing trial {asked + 1:,} of {size:,}"


def _training(size: int) -> str:
    return f"training {size:,} trial{'' if size == 1 else 's'}"
