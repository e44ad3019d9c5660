"""Configurations that a study shall train next: "try again", "use as starting point"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import optuna

from dctaxi.errors import StudyError
from dctaxi.storage.database import writing
from dctaxi.study.catalog import find_study
from dctaxi.workspace import Workspace


def enqueue_trial(name: str, params: Mapping[str, Any], workspace: Workspace) -> None:
    """Let a study train a configuration, by trial parameter, before it asks its sampler again.

    Raises SpaceError (the configuration is incomplete or lies outside the study's space),
    StudyError (there is no such study, it was made by another program, or it is as printed) and
    StorageError (the database cannot be used).
    """
    entry = find_study(name, workspace)
    if entry.plan is None:
        raise StudyError(f"The study {name!r} was not made by this program: it takes no trials.")
    if entry.plan.as_printed:
        raise StudyError(
            f"The study {name!r} runs as printed, which asks only the sampler: duplicate it with "
            "this configuration instead."
        )
    entry.plan.space.spec_of(params)
    with writing(workspace.storage_url) as storage:
        optuna.load_study(study_name=name, storage=storage).enqueue_trial(dict(params))
