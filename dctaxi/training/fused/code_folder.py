"""Where compiled code lies: with its user's own, and nowhere that others may have written to.

Reading compiled code runs it, as unpickling does: nothing in it is opened before it is known whose
it is.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import stat
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

from dctaxi.training.fused.kernel_sources import source_digest

_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")

_ENTRY = Path(__file__).parent / "on_cpu" / "kernel.py"


def code_folder() -> Path:
    """Return where this installation keeps the code of this version of the sources.

    It is the user's cache, not a workspace, which others may share; ``NUMBA_CACHE_DIR``, numba's
    own setting, names another place.
    """
    return cache_of_code() / f"{source_digest()}-{_installation()}"


@functools.cache
def _installation() -> str:
    """Return a name for all that numba asks of code besides its sources: its own version, where the
    entry's file lies and when that was written. So what lies in the folder can be read by this
    installation, and code of another one is not taken for its own.
    """
    try:
        numba = version("numba")
    except PackageNotFoundError:
        numba = ""  # then nothing is compiled
    parts = numba, str(_ENTRY), _ENTRY.stat().st_mtime_ns
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def cache_of_code() -> Path:
    """Return the folder of the code of all versions."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    return Path(named) if named else platformdirs.user_cache_path("dctaxi") / "kernels"


def make_private(folder: Path) -> None:
    """Make a folder that this user alone may write to, and look at what is in it.

    Raises OSError where it, or something in it, is another's, and where others could put another
    folder in its place.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not hasattr(os, "geteuid"):
        return
    folder = folder.resolve()
    _check_owner(folder, folder.stat())
    folder.chmod(0o700)
    for parent in folder.parents:
        _check_parent(parent)
    for file in folder.rglob("*"):
        _check_owner(file, file.lstat())


def _check_owner(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")


def _check_parent(parent: Path) -> None:
    """Refuse a folder in which others may rename what is not theirs."""
    found = parent.stat()
    theirs = found.st_mode & stat.S_IWOTH or (
        found.st_mode & stat.S_IWGRP and found.st_gid != os.getegid()
    )
    if theirs and not found.st_mode & stat.S_ISVTX:
        raise PermissionError(f"others may write to {parent}")


def unused_code() -> list[Path]:
    """Return the folders with code of other versions of the sources; this one never reads them."""
    try:
        folders = [path for path in cache_of_code().iterdir() if path.is_dir()]
    except OSError:
        return []
    used = code_folder().name
    return sorted(path for path in folders if path.name != used and _NAME.fullmatch(path.name))
