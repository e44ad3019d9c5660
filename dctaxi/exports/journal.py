"""A study as Optuna's journal file."""

from __future__ import annotations

from pathlib import Path

from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from dctaxi.errors import StudyError
from dctaxi.storage import copy_plain, quiet_optuna, reading
from dctaxi.study import find_study
from dctaxi.workspace import Workspace


def write_journal(name: str, workspace: Workspace, target: Path) -> int:
    """Copy a study with everything kept with it into a new journal; return how many trials it has.

    Raises StudyError (there is no such study), StorageError and OSError.
    """
    found = find_study(name, workspace)
    with reading(workspace.storage_url) as storage, quiet_optuna():
        if storage is None:  # deleted since it was found
            raise StudyError(f"There is no study {name!r}: choose one from the list of studies.")
        journal = JournalStorage(JournalFileBackend(str(target)))
        return copy_plain(found.name, storage, journal, found.name)
