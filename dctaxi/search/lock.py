"""One run of a study at a time, across every program that shares the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from dctaxi.errors import StudyError
from dctaxi.workspace import Workspace

# Whoever looks whether a study runs holds its lock for a moment; a run waits for that.
_PATIENCE_S = 2.0


@contextmanager
def held(study_id: int, name: str, workspace: Workspace) -> Iterator[None]:
    """Hold the lock of a study; the system frees it if this program is killed.

    Raises StudyError (the study runs already, here or in another program).
    """
    try:
        with FileLock(_path(study_id, workspace), timeout=_PATIENCE_S):
            yield
    except Timeout as error:
        raise StudyError(
            f"The study {name!r} is running: stop it, or wait until it has ended."
        ) from error


def is_running(study_id: int, workspace: Workspace) -> bool:
    """Tell whether some program runs the study now."""
    path = _path(study_id, workspace)
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def _path(study_id: int, workspace: Workspace) -> Path:
    key = hashlib.sha256(f"{workspace.storage_url}#{study_id}".encode()).hexdigest()[:16]
    return workspace.folder("locks") / f"{key}.lock"
