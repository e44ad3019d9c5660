"""Studies of other storages, copied into the workspace: their rows, and nothing that runs."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from optuna.storages import BaseStorage, InMemoryStorage

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.storage import any_storage, copy_plain, quiet_optuna, size_of, writing
from dctaxi.study.catalog import check_new_name, study_exists
from dctaxi.study.holder import LOCK_KEY
from dctaxi.workspace import Workspace

_UNUSABLE: Final = re.compile(r"[^\w .-]+")


@dataclass(frozen=True, slots=True)
class StudyElsewhere:
    """A study in another storage: its name, trials, and what each objective is to be."""

    name: str
    trials: int
    directions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A study that was copied: its name there, its name here, and its trials."""

    name: str
    new_name: str
    trials: int


def studies_elsewhere(source: str) -> tuple[StudyElsewhere, ...]:
    """Return the studies of a storage: an address, an SQLite file or a journal.

    Raises StorageError.
    """
    with any_storage(source) as storage:
        return tuple(
            StudyElsewhere(
                study.study_name,
                len(storage.get_all_trials(study._study_id, deepcopy=False)),
                tuple(direction.name.lower() for direction in study.directions),
            )
            for study in storage.get_all_studies()
        )


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
    with any_storage(source) as storage, quiet_optuna():
        there = [study.study_name for study in storage.get_all_studies()]
        wanted = list(names) or there
        for name in wanted:
            if name not in there:
                raise StudyError(
                    f"There is no study {name!r} in that storage; there are "
                    f"{', '.join(map(repr, there[:10])) or 'none'}."
                )
        if new_name is not None and len(wanted) != 1:
            raise StudyError(
                f"Expected one study to name {new_name!r}, got {len(wanted)}: name which."
            )
        for name in wanted:
            study_id = storage.get_study_id_from_name(name)
            workspace.limits.check_trials(storage.get_n_trials(study_id))
        workspace.limits.check_disk(workspace.root, adding=size_of(source))
        # What the source raises is the source's: none of it is written while it is read.
        theirs = {name: _in_memory(storage, name) for name in wanted}
    with quiet_optuna():
        return tuple(_import(read, name, new_name, workspace) for name, read in theirs.items())


def _in_memory(storage: BaseStorage, name: str) -> BaseStorage:
    memory = InMemoryStorage()
    copy_plain(name, storage, memory, name)
    for trial in memory.get_all_trials(memory.get_study_id_from_name(name), deepcopy=False):
        for value in (*(trial.values or ()), *trial.intermediate_values.values()):
            float(value)  # SQLite keeps texts in columns of numbers, too
    return memory


def _import(
    storage: BaseStorage, name: str, new_name: str | None, workspace: Workspace
) -> Imported:
    here = check_new_name(new_name or _usable(name), workspace)
    with writing(workspace.storage_url) as ours:
        try:
            trials = copy_plain(name, storage, ours, here)
            study_id = ours.get_study_id_from_name(here)
            if LOCK_KEY in ours.get_study_user_attrs(study_id):  # it ran where it was copied from
                ours.set_study_user_attr(study_id, LOCK_KEY, None)
        except BaseException:  # half a copy would be taken for the whole
            with contextlib.suppress(Exception):
                if study_exists(here, workspace):
                    ours.delete_study(ours.get_study_id_from_name(here))
            raise
    return Imported(name, here, trials)


def _usable(name: str) -> str:
    """Return a name that this program can use for a study: others take any text."""
    return _UNUSABLE.sub("-", name).strip(" .-")[:MAX_NAME_LENGTH].strip(" .-") or "imported"
