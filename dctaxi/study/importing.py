"""Studies of other storages, copied into the workspace: their rows, and nothing that runs."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dctaxi.access import Action
from dctaxi.errors import StorageError, StudyError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.storage import (
    PlainStudy,
    quiet_optuna,
    size_of,
    studies_elsewhere,
    trial_writer,
    writing,
)
from dctaxi.study.catalog import check_new_name
from dctaxi.study.holder import LOCK_KEY
from dctaxi.workspace import Workspace

_UNUSABLE: Final = re.compile(r"[^\w .-]+")


@dataclass(frozen=True, slots=True)
class Imported:
    """A study that was copied: its name there, its name here, and its trials."""

    name: str
    new_name: str
    trials: int


def import_studies(
    source: str,
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    new_name: str | None = None,
) -> tuple[Imported, ...]:
    """Copy studies of a storage with everything that is kept with them; all where none is named.

    One keeps its name where that can be had here; ``new_name`` names the only one. All are read
    before one is written; what was written before something fails stays.

    Raises StudyError (there is no such study, or the name is taken), LimitError (whoever acts here
    may not have as many trials or bytes) and StorageError.
    """
    workspace.allow(Action.RUN_STUDY)
    workspace.limits.check_disk(workspace.root, adding=size_of(source))
    try:
        with studies_elsewhere(source, names) as studies:
            if new_name is not None and len(studies) != 1:
                raise StudyError(
                    f"Expected one study to name {new_name!r}, got {len(studies)}: name which."
                )
            for study in studies:
                workspace.limits.check_trials(study.trials)
            return tuple(_import(study, new_name, workspace) for study in studies)
    except (ArithmeticError, RecursionError, ValueError) as error:
        raise StorageError(
            f"Studies in {source} hold numbers or texts that no database has room for "
            f"({type(error).__name__}): export them without these."
        ) from error


def _import(study: PlainStudy, new_name: str | None, workspace: Workspace) -> Imported:
    here = check_new_name(new_name or _usable(study.name), workspace)
    with quiet_optuna(), writing(workspace.storage_url) as storage:
        study_id = storage.create_new_study(study.directions, here)
        try:
            for key, value in study.user_attrs.items():
                if key != LOCK_KEY:  # it ran where it was copied from
                    storage.set_study_user_attr(study_id, key, value)
            writer = trial_writer(storage, study_id)
            writer.write((), study.system_attrs)
            trials = sum(len(writer.write(some, {})) for some in study.rounds())
        except BaseException:  # half a copy would be taken for the whole
            with contextlib.suppress(Exception):
                storage.delete_study(study_id)
            raise
    return Imported(study.name, here, trials)


def _usable(name: str) -> str:
    """Return a name that this program can use for a study: others take any text."""
    return _UNUSABLE.sub("-", name).strip(" .-")[:MAX_NAME_LENGTH].strip(" .-") or "imported"
