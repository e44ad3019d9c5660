"""Uploaded CSV files: checked, then kept in the workspace."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from dctaxi.data.globs import normalise_glob
from dctaxi.data.schema import check_csv
from dctaxi.data.sources import ROLE_NAMES, Role
from dctaxi.errors import DataError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

MAX_UPLOAD_BYTES = 50 * 2**20
"""An upload passes through the server's memory and is kept in the workspace: 50 MiB each."""


def store_upload(role: Role, name: str, content: bytes, workspace: Workspace) -> str:
    """Check an uploaded CSV file and keep it in the workspace; return the glob of the copy.

    The folder is named after the content, so the same file is kept once and no reader can be given
    an older file of the same name. Raises ``DataError``, and writes nothing, if a check fails.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise DataError(
            f"{name}: expected at most {MAX_UPLOAD_BYTES // 2**20} MiB, found "
            f"{len(content) / 2**20:.1f} MiB; use a part of it as the {ROLE_NAMES[role]} set."
        )
    check_csv(content, name)
    folder = workspace.folder(f"uploads/{hashlib.sha256(content).hexdigest()[:16]}")
    path = folder / _safe_name(name)
    if not path.exists():
        try:
            with replaced_as_a_whole(path) as part:
                part.write_bytes(content)
        except OSError as error:
            raise DataError(
                f"{name} could not be kept in {folder}: {error.strerror}; free some space or check "
                "the folder's permissions."
            ) from error
    return normalise_glob(str(path))


def _safe_name(name: str) -> str:
    """Return a file name without folders, glob characters or a leading dot, ending in .csv."""
    stem = re.sub(r"[^\w .()-]+", "_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem = stem.removesuffix(".csv")[:80] or "upload"
    return f"{stem}.csv"
