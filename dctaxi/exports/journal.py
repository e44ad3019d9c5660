"""A study as Optuna's journal file."""

from __future__ import annotations

from pathlib import Path

from optuna import copy_study, load_study
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, reading
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
        copy_study(from_study_name=found.name, from_storage=storage, to_storage=journal)
        return len(load_study(study_name=found.name, storage=journal).get_trials(deepcopy=False))
