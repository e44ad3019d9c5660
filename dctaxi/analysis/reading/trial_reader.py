"""Reading the same studies again and again, each time only what is new."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.analysis.reading.database import FoundStudy, find_study, missing_study
from dctaxi.analysis.reading.frames import frame_of, read_trials_and_parameters
from dctaxi.analysis.reading.sql_rows import EVERYTHING, Mark, Since, read_mark, read_rows
from dctaxi.storage import connected, is_known

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from dctaxi.analysis.reading.parameters import Parameter
    from dctaxi.analysis.reading.rows import TrialRows
    from dctaxi.workspace import Workspace

STUDIES = 8
"""So many studies are remembered, those read last; 10,000 trials take about 10 MB."""

_MOST_OPEN = 500
"""With more unfinished trials than this, those after them are read anew each time."""


class TrialReader:
    """Reads trials as ``read_trials_and_parameters`` does, and remembers those that have ended.

    Optuna refuses every change to a trial that has ended, so these are read once; all others, and
    what came since, are read anew. May be used from several threads at once. Frames that it
    returns are shared: whoever wants to change one changes a copy.
    """

    def __init__(self, studies: int = STUDIES) -> None:
        self._studies = studies
        self._memories: OrderedDict[tuple[str, str], _Memory] = OrderedDict()
        self._lock = Lock()

    def read(self, workspace: Workspace, name: str) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
        """Return a study's trials and parameters as they are now; raises as the other one does."""
        memory = self._memory((workspace.storage_url, name))
        with memory.lock, connected(workspace.storage_url) as connection:
            if connection is None:
                raise missing_study(name)
            if is_known(connection):
                return memory.refreshed(connection, find_study(connection, name))
        return read_trials_and_parameters(workspace, name)

    def _memory(self, key: tuple[str, str]) -> _Memory:
        with self._lock:
            memory = self._memories.setdefault(key, _Memory())
            self._memories.move_to_end(key)
            while len(self._memories) > self._studies:
                self._memories.popitem(last=False)
            return memory


@dataclass
class _Memory:
    """What is known of one study: its ended trials, and how to tell that they are still there."""

    lock: Lock = field(default_factory=Lock)
    study_id: int = 0
    since: Since = EVERYTHING
    mark: Mark | None = None
    ended: TrialRows | None = None
    latest: tuple[pd.DataFrame, tuple[Parameter, ...]] | None = None

    def refreshed(
        self, connection: sa.Connection, study: FoundStudy
    ) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
        study_id = study.study_id
        if study_id != self.study_id or self.mark != read_mark(connection, study, self.since):
            self._forget(study_id)
        fresh = read_rows(connection, study, self.since)
        if self.latest is not None and not len(fresh.ids) and not self.since.open_ids:
            return self.latest
        rows = fresh if self.ended is None else self.ended.beside(fresh)
        self.since = _since(rows)
        self.ended = rows.of(_is_old(rows, self.since))
        self.mark = read_mark(connection, study, self.since)
        self.latest = frame_of(rows, study.left_out), rows.parameters
        if self.mark.trials != len(self.ended.ids):  # the study was deleted meanwhile
            self.mark = None
        return self.latest

    def _forget(self, study_id: int) -> None:
        self.study_id, self.since, self.mark = study_id, EVERYTHING, None
        self.ended = self.latest = None


def _since(rows: TrialRows) -> Since:
    """Return what has to be read next time."""
    pending = rows.ids[~rows.ended]
    last = int(rows.ids[-1]) if len(rows.ids) else 0
    if len(pending) > _MOST_OPEN:
        last = int(pending[_MOST_OPEN]) - 1
    return Since(last, tuple(pending[:_MOST_OPEN].tolist()))


def _is_old(rows: TrialRows, since: Since) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return (rows.ids <= since.last_id) & ~np.isin(rows.ids, since.open_ids)
