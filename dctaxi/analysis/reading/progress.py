"""How a study's best value fell, thinned by the database: for a picture that is drawn often."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import sqlalchemy as sa

from dctaxi.analysis.reading.database import find_study
from dctaxi.analysis.reading.frames import read_trials
from dctaxi.storage import connected, is_known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

POINTS = 400
"""Trials of a picture, about; those at which the best changed are always among them."""

_LAST = sa.text("SELECT MAX(number) FROM trials WHERE study_id = :study_id AND state = 'COMPLETE'")
_THINNED = sa.text(
    "SELECT number, value FROM (SELECT t.number AS number, v.value AS value, "
    "MIN(v.value) OVER (ORDER BY t.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) "
    "AS best FROM trials t JOIN trial_values v ON v.trial_id = t.trial_id "
    "WHERE t.study_id = :study_id AND t.state = 'COMPLETE' AND v.value_type = 'FINITE') AS each "
    "WHERE best IS NULL OR value < best OR number % :step = 0 ORDER BY number"
)


class StudyProgress(NamedTuple):
    """Finished trials in order of number: every so many, and all at which the best changed.

    ``values`` are objectives in USD, ``best`` the lowest until then.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]

    @property
    def best(self) -> NDArray[np.float64]:
        """The best value until each of the trials."""
        best: NDArray[np.float64] = np.minimum.accumulate(self.values)
        return best


def study_progress(workspace: Workspace, name: str) -> StudyProgress:
    """Return how far a study came, trial by trial.

    Raises ``StudyError`` for a study that is not there, and ``StorageError`` for a database that
    cannot be read.
    """
    with connected(workspace.storage_url) as connection:
        if connection is None:
            return _progress([])
        study = find_study(connection, name)
        if is_known(connection) and study.ours and not study.left_out:
            last = connection.execute(_LAST, {"study_id": study.study_id}).scalar() or 0
            step = int(last) // POINTS + 1
            rows = connection.execute(_THINNED, {"study_id": study.study_id, "step": step})
            return _progress([(int(number), float(value)) for number, value in rows])
    trials = read_trials(workspace, name)
    finished = trials[(trials["state"] == "COMPLETE") & np.isfinite(trials["value"])]
    return StudyProgress(
        finished["number"].to_numpy(dtype=np.int64), finished["value"].to_numpy(dtype=np.float64)
    )


def _progress(rows: list[tuple[int, float]]) -> StudyProgress:
    return StudyProgress(
        np.array([number for number, _ in rows], dtype=np.int64),
        np.array([value for _, value in rows], dtype=np.float64),
    )
