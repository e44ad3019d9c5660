"""The numbers of a study that trainings outside it are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.analysis.reading.frames import read_trials
from dctaxi.errors import StudyError
from dctaxi.space import FAIR_OBJECTIVE
from dctaxi.study import DATA_KEY, find_study

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.populations import Trained
    from dctaxi.records import ObjectiveName
    from dctaxi.workspace import Workspace


class StudyReference(NamedTuple):
    """Lowest and median objective of a study's finished trials, in USD."""

    study: str
    best: float
    median: float


def judged_trials(
    trials: pd.DataFrame, own: ObjectiveName, objective: ObjectiveName
) -> pd.DataFrame:
    """Return a study's trials with ``value`` and ``constant_objective`` in another objective.

    ``own`` is the study's. NaN where a trial was not judged by the other.
    """
    if own == objective:
        return trials
    judged = trials.get(objective, np.nan)
    constant = trials["constant_rmse_all"] if objective == FAIR_OBJECTIVE else np.nan
    return trials.assign(
        value=np.where(trials["value"].notna(), judged, np.nan), constant_objective=constant
    )


def reference_of(trained: Trained[Any], workspace: Workspace) -> StudyReference | None:
    """Return the reference of the study that a plan was made from.

    None where it was made from none, where the study is gone or has no finished trial, and where
    its data are others or its trials were not judged by the plan's objective, so that the numbers
    could not be compared.
    """
    name = trained.plan.origin
    if name is None:
        return None
    try:
        entry = find_study(name, workspace)
        trials = read_trials(workspace, name)
    except StudyError:
        return None
    facts = entry.user_attrs.get(DATA_KEY) or {}
    if entry.plan is None:
        return None
    if facts.get("fingerprint") != trained.data_fingerprint:
        return None
    judged = judged_trials(trials, entry.plan.objective, trained.plan.objective)
    values = judged.loc[judged["state"] == "COMPLETE", "value"].to_numpy(dtype=np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    return StudyReference(name, float(values.min()), float(np.median(values)))
