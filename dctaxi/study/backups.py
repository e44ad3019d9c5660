"""Backups of all studies of a workspace: made, put back, and made before their tables change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.storage import back_up, restore, stored_studies, upgrade
from dctaxi.study.lock import forget_locks, is_held
from dctaxi.workspace import Workspace

FOLDER = "backups"
"""Folder of a workspace for backups that nobody named."""


def back_up_studies(workspace: Workspace, target: Path | None = None) -> tuple[Path, int]:
    """Copy the database with all its studies; return the file and its bytes.

    Without a target it is named after this moment and lies in the workspace. Studies may run
    meanwhile. Raises StorageError and WorkspaceError (it cannot be read or written).
    """
    workspace.allow(Action.SAVE_ALL_STUDIES)
    if target is None:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        target = workspace.folder(FOLDER) / f"studies-{moment}.db"
    return target, back_up(workspace.storage_url, target)


def restore_studies(workspace: Workspace, source: Path) -> Path | None:
    """Put a backup in the place of all studies; return the backup made of those before, if any.

    Raises StudyError (a study runs), StorageError and WorkspaceError (the backup or the database
    cannot be used; the studies are then as they were).
    """
    workspace.allow(Action.SAVE_ALL_STUDIES)
    studies = stored_studies(workspace.storage_url)
    for study in studies:
        if is_held(study.attributes, study.read_at, workspace):
            raise StudyError(f"The study {study.name!r} is running: stop it, then restore.")
    before = back_up_studies(workspace)[0] if studies else None
    restore(workspace.storage_url, source)
    forget_locks(workspace)  # of studies that ran when the backup was made
    return before


def upgrade_studies(workspace: Workspace) -> Path:
    """Bring the tables to those of this Optuna; return the backup that was made before.

    Raises StorageError and WorkspaceError.
    """
    workspace.allow(Action.SAVE_ALL_STUDIES)
    before, _ = back_up_studies(workspace)
    upgrade(workspace.storage_url)
    return before
