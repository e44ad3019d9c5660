"""A study as Optuna's journal file."""

from __future__ import annotations

from pathlib import Path

from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from dctaxi.errors import StudyError
from dctaxi.storage import kept_of_study, kept_of_trial, no_number, quiet_optuna, reading
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
        here = storage.get_study_id_from_name(found.name)
        trials = storage.get_all_trials(here, deepcopy=False)
        for value in (value for trial in trials for value in trial.values or ()):
            if isinstance(value, str):
                raise no_number(value)
        journal = JournalStorage(JournalFileBackend(str(target)))
        there = journal.create_new_study(storage.get_study_directions(here), found.name)
        for key, value in storage.get_study_user_attrs(here).items():
            journal.set_study_user_attr(there, key, value)
        for key, value in kept_of_study(storage.get_study_system_attrs(here)).items():
            journal.set_study_system_attr(there, key, value)
        for trial in trials:
            trial.system_attrs = kept_of_trial(trial.system_attrs)
            journal.create_new_trial(there, trial)
        return len(trials)
