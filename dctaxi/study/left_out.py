"""Trials that somebody left out: they stay in the table, and nothing is computed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.storage import writing
from dctaxi.study.catalog import find_study
from dctaxi.workspace import Workspace

LEFT_OUT_KEY: Final = "dctaxi:left-out"
"""The study's user attribute with the numbers of the trials."""

MAX_LEFT_OUT: Final = 1_000


def left_out_of(user_attrs: Mapping[str, Any]) -> frozenset[int]:
    """Return the numbers of the trials that were left out of a study."""
    numbers = user_attrs.get(LEFT_OUT_KEY)
    if not isinstance(numbers, list):
        return frozenset()
    return frozenset(number for number in numbers if type(number) is int and number >= 0)


def leave_out(name: str, numbers: Iterable[int], workspace: Workspace) -> frozenset[int]:
    """Leave trials out, beside those that are; return all of them.

    Raises StudyError (there is no such study or trial, or they are too many) and StorageError.
    """
    before, there = _known(name, workspace)
    wanted = frozenset(numbers)
    if missing := wanted - there:
        raise StudyError(
            f"The study {name!r} has no trial {min(missing)}: choose from its table of trials."
        )
    return _keep(name, before | wanted, workspace)


def take_back(name: str, numbers: Iterable[int], workspace: Workspace) -> frozenset[int]:
    """Take trials in again; return those that are still left out. Raises as ``leave_out`` does."""
    before, _ = _known(name, workspace)
    return _keep(name, before - frozenset(numbers), workspace)


def _known(name: str, workspace: Workspace) -> tuple[frozenset[int], frozenset[int]]:
    workspace.allow(Action.CHANGE_STUDY)
    entry = find_study(name, workspace)
    with writing(workspace.storage_url) as storage:
        trials = storage.get_all_trials(entry.study_id, deepcopy=False)
    return left_out_of(entry.user_attrs), frozenset(trial.number for trial in trials)


def _keep(name: str, numbers: frozenset[int], workspace: Workspace) -> frozenset[int]:
    if len(numbers) > MAX_LEFT_OUT:
        raise StudyError(
            f"Expected at most {MAX_LEFT_OUT:,} trials to leave out, got {len(numbers):,}: "
            "narrow the ranges of a new study instead."
        )
    study_id = find_study(name, workspace).study_id
    with writing(workspace.storage_url) as storage:
        storage.set_study_user_attr(study_id, LEFT_OUT_KEY, sorted(numbers))
    return numbers
