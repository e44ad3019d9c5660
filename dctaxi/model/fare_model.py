"""A fitted model: the networks, what they see of a trip, and where all of it comes from."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dctaxi.model.outside import Outside, OutsideTrainingWarning, trips_outside

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import FeatureTransform
    from dctaxi.model.plan import FitPlan
    from dctaxi.study import Assessment
    from dctaxi.training import TrainedNetwork

CHUNK_ROWS: Final = 32_768
"""So many rows are answered at once: their activations stay in the caches."""


@dataclass(frozen=True, eq=False)
class Member:
    """One network of a model: the trial that it comes from, and its error on the validation rows.

    ``network.spec`` says how it was trained; ``own_steps`` are the steps of its trial.
    ``val_rmse`` is of a training on the training rows alone, None where nothing measured it.
    """

    trial: int
    network: TrainedNetwork
    own_steps: int
    val_rmse: float | None


@dataclass(frozen=True)
class Provenance:
    """Where a model comes from, as plain values.

    ``source`` is the data as its ``to_json`` has it, ``title`` that in words; ``columns`` are those
    of its rows, the fare first. ``rows`` counts the
    rows of each set, and under ``fitted`` and ``seen`` those that the networks were trained on and
    those that at least one of them met. ``ranges`` has the lowest and the highest value that each
    column has among the fitted rows. ``left_out`` counts networks whose training did not finish;
    ``rows_left_out`` says which rows of the files are not among the data, if any are not.
    ``study_digest`` is that of the study's plan.
    """

    space: Mapping[str, Any]
    objective: str
    source: Mapping[str, Any]
    title: str
    columns: tuple[str, ...]
    fingerprint: str
    currency: str
    city: str
    rows: Mapping[str, int]
    ranges: Mapping[str, tuple[float, float]]
    left_out: int
    rows_left_out: str
    versions: Mapping[str, str]
    created_at: datetime
    study_digest: str


@dataclass(frozen=True, eq=False)
class FareModel:
    """Answers what trips cost: the mean of its networks' answers.

    ``assessment`` is None where there were no finite answers to judge.
    """

    plan: FitPlan
    members: tuple[Member, ...]
    transform: FeatureTransform
    provenance: Provenance
    assessment: Assessment | None

    @cached_property
    def id(self) -> str:
        """Name under which it is kept: its plan, its study's and its data decide it."""
        return self.plan.key(self.provenance.fingerprint, self.provenance.study_digest)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the trips that it was trained on, the fare first."""
        return self.provenance.columns

    @property
    def is_ensemble(self) -> bool:
        """Whether several networks answer, so that they may disagree."""
        return len(self.members) > 1

    def answers(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return each network's fares ``[rows, members]`` for trips ``[rows, columns]``.

        The columns are those that the transform takes, the fare, which is not looked at, first.
        """
        found = np.empty((len(rows), len(self.members)))
        for first in range(0, len(rows), CHUNK_ROWS):
            part = slice(first, first + CHUNK_ROWS)
            features = self.transform(rows[part])[:, 1:]
            for place, member in enumerate(self.members):
                found[part, place] = member.network.answers(features)
        return found

    def predict(self, frame: pd.DataFrame) -> pd.Series[float]:
        """Return the fare of each trip of a table, in the currency of the training fares.

        NaN where a trip cannot be priced; an OutsideTrainingWarning counts trips that lie outside
        of what the model was trained on. Raises DataError for a table that lacks a column.
        """
        return self._predicted(frame)["prediction"]

    def predict_with_spread(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``prediction`` and, for an ensemble, ``spread``, with the index of the table.

        The spread is the standard deviation of the networks' answers; NaN, warning and DataError as
        in :meth:`predict`.
        """
        return self._predicted(frame)

    def _predicted(self, frame: pd.DataFrame) -> pd.DataFrame:
        from dctaxi.model.trips import trips_of

        rows = trips_of(frame, self.columns, self.provenance.source).rows
        if (outside := self.outside(rows)) is not None:
            warnings.warn(outside.sentence, OutsideTrainingWarning, stacklevel=3)
        return self.priced(rows, frame.index)

    def outside(self, rows: NDArray[np.float64]) -> Outside | None:
        """Return which trips ``[rows, columns]`` lie outside of the training, None for none."""
        return trips_outside(rows, self.columns, self.provenance.ranges, self.transform.unseen)

    def priced(self, rows: NDArray[np.float64], index: pd.Index) -> pd.DataFrame:
        """Return the predictions for rows, of which those with a NaN cannot be priced."""
        import pandas as pd

        possible = np.isfinite(rows[:, 1:]).all(axis=1)
        answers = self.answers(rows if possible.all() else rows[possible])
        columns = {"prediction": np.full(len(rows), np.nan)}
        columns["prediction"][possible] = answers.mean(axis=1)
        if self.is_ensemble:
            columns["spread"] = np.full(len(rows), np.nan)
            columns["spread"][possible] = answers.std(axis=1, ddof=1)
        return pd.DataFrame(columns, index=index)

    def fare(self, **trip: float) -> tuple[float, float | None]:
        """Return the fare of one trip, given by column, and its spread, None for one network."""
        row = np.array([[0.0, *(trip[name] for name in self.columns[1:])]])
        answers = self.answers(row)[0]
        return float(answers.mean()), float(answers.std(ddof=1)) if self.is_ensemble else None
