"""How much one person may ask of a server that many share, each limit with its sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dctaxi.errors import LimitError

_MB = 10**6


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one person; None: no limit.

    ``trials`` of one study; ``members``, trainings of one plan outside a study; ``seconds`` of
    training by one job, whose last round is finished unless that takes as long again; ``queue``,
    jobs that run or wait; ``disk_mb``, all that the person keeps.
    """

    trials: int | None = None
    members: int | None = None
    seconds: float | None = None
    queue: int | None = None
    disk_mb: float | None = None

    def check_trials(self, trials: int | None) -> None:
        """Raise LimitError for a study of more trials; None asks for as many as time allows."""
        if self.trials is not None and trials is not None and trials > self.trials:
            raise LimitError(
                f"Expected at most {self.trials:,} trials, got {trials:,}: this class allows no "
                "longer study; ask for fewer."
            )

    def check_members(self, members: int) -> None:
        """Raise LimitError for more trainings at once than are allowed."""
        if self.members is not None and members > self.members:
            raise LimitError(
                f"Expected at most {self.members:,} trainings at once, got {members:,}: this class "
                "allows no more; ask for fewer."
            )

    def check_queue(self, jobs: int) -> None:
        """Raise LimitError where so many jobs run or wait that no other may be added."""
        if self.queue is not None and jobs >= self.queue:
            raise LimitError(
                f"You have {jobs} jobs that run or wait, and this class allows {self.queue}: wait "
                "for the end of one, or stop one on Studies."
            )

    def check_disk(self, root: Path, adding: int = 0) -> None:
        """Raise LimitError where what is kept under a folder is more than is allowed.

        ``adding`` more bytes count as if they were kept already.
        """
        if self.disk_mb is None:
            return
        used_mb = (_bytes_under(root) + adding) / _MB
        if used_mb > self.disk_mb:
            raise LimitError(
                f"What you keep takes {used_mb:,.0f} MB, and this class allows {self.disk_mb:,.0f} "
                "MB: delete studies, models or data sets first."
            )

    @property
    def out_of_time(self) -> str:
        """What is said of a job that trained as long as it may."""
        return (
            f"Stopped after {self.seconds or 0:,.0f} seconds of training, which is what this class "
            "allows a job; what had ended is kept."
        )


NO_LIMITS = Limits()
"""Those of one person on a machine of their own."""


def _bytes_under(root: Path) -> int:
    total = 0
    for folder, _folders, files in os.walk(root):
        for name in files:
            try:
                total += (Path(folder) / name).stat().st_size
            except OSError:
                continue  # a file that is just being replaced
    return total
