"""Which trials of a study its sampler drew without looking at the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import sqlalchemy as sa

from dctaxi.analysis.reading.database import find_study, missing_study
from dctaxi.analysis.reading.trial_columns import counted_trials
from dctaxi.analysis.statistics.best_of_curve import BestOfCurve, best_of_curve
from dctaxi.samplers import SAMPLERS, SamplerId
from dctaxi.storage import connected, studies_over
from dctaxi.study import PARENT_KEY, PLAN_KEY, readable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

_ASKED_FOR = sa.text(
    "SELECT t.number FROM trials t JOIN trial_system_attributes a ON a.trial_id = t.trial_id "
    "WHERE t.study_id = :study_id AND a.key = 'fixed_params'"
)
"""Trials that a person asked for: Optuna keeps their values under this key."""


@dataclass(frozen=True, slots=True)
class IndependentDraws:
    """How a study drew: ``sampler``, and which of its trials were not drawn so.

    ``given`` are the trials that were taken over from a parent study or asked for by hand. Points
    of ``qmc`` lie more evenly than independent ones: what is said of those is cautious for these.
    """

    sampler: SamplerId
    given: frozenset[int]

    def of(self, trials: pd.DataFrame) -> pd.DataFrame:
        """Return the drawn trials of a frame that have ended and count, in their order."""
        counted = counted_trials(trials)
        return counted[~counted["number"].isin(self.given)]


def independent_draws(workspace: Workspace, name: str) -> IndependentDraws | None:
    """Return how a study drew, by its plan and its trials.

    None for a sampler that learns from earlier trials and for a study of another program, whose
    sampler is not known. Raises ``StudyError`` and ``StorageError`` as reading trials does.
    """
    with connected(workspace.storage_url) as connection:
        if connection is None:
            raise missing_study(name)
        study = {"study_id": find_study(connection, name).study_id}
        kept = readable(studies_over(connection, name)[0].attributes)
        named = kept.get(PLAN_KEY, {}).get("sampler")
        sampler = SAMPLERS.get(named) if isinstance(named, str) else None
        if sampler is None or sampler.learns:
            return None
        asked_for = connection.execute(_ASKED_FOR, study).scalars().all()
        inherited = kept.get(PARENT_KEY, {}).get("kept", 0)
    return IndependentDraws(sampler.id, frozenset([*range(inherited), *asked_for]))


class ExpectedBest(NamedTuple):
    """The expected best of a study's first n independent trials.

    ``numbers`` are the trials at which the tries of ``curve`` were reached.
    """

    numbers: NDArray[np.int64]
    curve: BestOfCurve
    sampler: SamplerId


def expected_best_of_study(draws: IndependentDraws, trials: pd.DataFrame) -> ExpectedBest | None:
    """Return the curve of a study's trials; None where too few of them have a result."""
    drawn = draws.of(trials)
    curve = best_of_curve(drawn["value"].to_numpy(dtype=np.float64))
    if curve is None:
        return None
    numbers = drawn["number"].to_numpy(dtype=np.int64)
    return ExpectedBest(numbers[curve.tries - 1], curve, draws.sampler)
