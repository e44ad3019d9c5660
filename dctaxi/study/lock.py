"""One run of a study at a time, across every program that shares the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from dctaxi.errors import StudyError, WorkspaceError
from dctaxi.storage import file_of, parse_url
from dctaxi.workspace import Workspace

# Whoever looks whether a study runs holds its lock for a moment; a run waits for that.
_PATIENCE_S = 2.0
_FOLDER = "locks"


@contextmanager
def held(study_id: int, name: str, workspace: Workspace) -> Iterator[None]:
    """Hold the lock of a study; the system frees it if this program is killed.

    Raises StudyError (the study runs already, here or in another program) and WorkspaceError (the
    lock cannot be made).
    """
    path = workspace.folder(_FOLDER) / _name(study_id, workspace)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=_PATIENCE_S)
    except Timeout as error:
        raise StudyError(
            f"The study {name!r} is running: stop it, or wait until it has ended."
        ) from error
    except OSError as error:
        raise WorkspaceError(
            f"The file {path} cannot be written ({error.strerror}), and a study runs only with its "
            "lock: allow writing there, or name another place in DCTAXI_HOME."
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_running(study_id: int, workspace: Workspace) -> bool:
    """Tell whether some program runs the study now. Nothing is made."""
    path = workspace.root / _FOLDER / _name(study_id, workspace)
    try:
        if not path.exists():
            return False
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # the workspace may be looked at but not written to, so nobody here runs it
        return False


def _name(study_id: int, workspace: Workspace) -> str:
    file = file_of(parse_url(workspace.storage_url))
    database = workspace.storage_url if file is None else str(file.resolve())
    return f"{hashlib.sha256(f'{database}#{study_id}'.encode()).hexdigest()[:16]}.lock"
