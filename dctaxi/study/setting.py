"""What trainings outside a study take over from one, so that their numbers are comparable."""

from __future__ import annotations

from typing import Any

from dctaxi.errors import StudyError
from dctaxi.study.catalog import find_study
from dctaxi.study.plan import StudyPlan
from dctaxi.workspace import Workspace


def plan_of_study(name: str, workspace: Workspace) -> StudyPlan:
    """Return the plan of a study.

    Raises StudyError (there is no such study, or another program made it) and StorageError.
    """
    plan = find_study(name, workspace).plan
    if plan is None:
        raise StudyError(
            f"The study {name!r} was not made by this program, so its space and data are unknown: "
            "start from a space instead."
        )
    return plan


def setting_of(study: StudyPlan) -> dict[str, Any]:
    """Return the fields of a ``TrainingPlan`` that a study decides: data, objective and origin."""
    return {
        "source": study.source,
        "feature_set": study.feature_set,
        "objective": study.objective,
        "origin": study.name,
    }
