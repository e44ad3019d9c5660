"""What came of a plan's trainings: one row each, and where the numbers come from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dctaxi.populations.plan import PlanT
from dctaxi.populations.rows import Rows, WithColumn
from dctaxi.records import ObjectiveName, RunStatus, TrialOutcome
from dctaxi.space import FAIR_OBJECTIVE

COLUMN_OF: Mapping[ObjectiveName, str] = {
    "train_val_rmse": "objective",
    "val_rmse": "val_rmse",
    "chapter_objective": "chapter_objective",
    "val_rmse_all": "val_rmse_all",
}
"""The column of a frame that holds each objective."""


@dataclass(frozen=True, eq=False)
class Trained(Generic[PlanT]):
    """The trainings of a plan that ended.

    ``frame``, all of ``rows``, has a row for each: ``member`` (its place in ``plan.specs()``), the
    columns of the plan, ``seed``, ``status`` and in USD ``objective`` (training plus validation
    RMSE), ``train_rmse``, ``val_rmse``, ``train_rmse_eval``, ``chapter_objective``,
    ``val_rmse_all``, ``constant_objective`` (in the plan's objective) and ``constant_rmse_all``,
    NaN where there is none or where it was not measured yet; ``diverged_at`` is the step or NaN,
    ``engine`` the one that trained, empty where none did. Nobody may change it.

    ``wall_s`` counts the seconds of training, without loading and compiling. ``complete`` is False
    where the run was stopped or ended early: the rows are then the trainings that had ended.
    """

    plan: PlanT
    rows: Rows
    wall_s: float
    device: str
    complete: bool
    created_at: datetime
    data_fingerprint: str
    versions: Mapping[str, str]

    @property
    def id(self) -> str:
        """Name under which it is kept: the plan's key."""
        return self.plan.key

    @property
    def frame(self) -> pd.DataFrame:
        """All rows; of many, a column alone takes far less memory."""
        return self.rows.frame

    @property
    def done(self) -> int:
        """How many trainings ended."""
        return len(self.rows)

    def column(self, name: str) -> pd.Series:
        """Return a column of ``frame``; NaN where it was not measured yet."""
        return self.rows.column(name)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The plan's objective ``[rows]`` in USD; NaN for trainings that did not finish."""
        numbers = self.column(COLUMN_OF[self.plan.objective])
        return numbers.where(self._are(RunStatus.FINISHED)).to_numpy(dtype=np.float64)

    @property
    def diverged(self) -> int:
        """How many of the trainings diverged."""
        return int(self._are(RunStatus.DIVERGED).sum())

    def _are(self, status: RunStatus) -> pd.Series:
        return self.column("status") == status.value


def judged_by(trained: Trained[PlanT], objective: ObjectiveName) -> Trained[PlanT] | None:
    """Return the same trainings judged by an objective, whichever they were asked for with.

    None where they finished before that objective was measured. What the constant answer scores is
    kept in the objective of the plan and on all validation rows; in any other it is not known.
    """
    if trained.plan.objective == objective:
        return trained
    finished = trained.column("status") == RunStatus.FINISHED.value
    if finished.any() and trained.column(COLUMN_OF[objective])[finished].isna().all():
        return None
    plan = dataclasses.replace(trained.plan, objective=objective)
    constant = "constant_rmse_all" if objective == FAIR_OBJECTIVE else None
    rows = WithColumn(trained.rows, "constant_objective", constant)
    return dataclasses.replace(trained, plan=plan, rows=rows)


def values_of(frame: pd.DataFrame, objective: ObjectiveName) -> NDArray[np.float64]:
    """Return an objective ``[rows]`` in USD; NaN for trainings that did not finish."""
    finished = frame["status"] == RunStatus.FINISHED.value
    return frame[COLUMN_OF[objective]].where(finished).to_numpy(dtype=np.float64)


def outcome_columns(
    outcomes: Sequence[TrialOutcome], objective: ObjectiveName
) -> dict[str, list[object]]:
    """Return the columns of a frame that the outcomes fill, in their order."""
    constants = [outcome.constant for outcome in outcomes]
    last = [outcome.curve[-1] if outcome.curve else None for outcome in outcomes]
    return {
        "status": [outcome.status.value for outcome in outcomes],
        "objective": [_number(outcome.objective) for outcome in outcomes],
        "train_rmse": [np.nan if point is None else point.train_rmse for point in last],
        "val_rmse": [np.nan if point is None else point.val_rmse for point in last],
        "train_rmse_eval": [_number(outcome.train_rmse_eval) for outcome in outcomes],
        "chapter_objective": [_number(outcome.chapter_objective) for outcome in outcomes],
        "diverged_at": [_number(outcome.diverged_at) for outcome in outcomes],
        "val_rmse_all": [_number(outcome.val_rmse_all) for outcome in outcomes],
        "constant_objective": [np.nan if c is None else c.value(objective) for c in constants],
        "constant_rmse_all": [np.nan if c is None else c.rmse_all for c in constants],
        "engine": [outcome.engine for outcome in outcomes],
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
