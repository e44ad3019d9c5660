"""Uploaded files: looked at, then kept in the workspace."""

from __future__ import annotations

import hashlib
import io
import os
import re
from typing import TYPE_CHECKING

from dctaxi.access import Action
from dctaxi.data.file_look import look_of
from dctaxi.data.files import normalise_glob, table_of
from dctaxi.errors import DataError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

UPLOADS_VARIABLE = "DCTAXI_UPLOADS_MB"
MAX_UPLOADS_MB = 2_000
"""Of all uploads of a workspace together, unless the variable names another number."""

MAX_UPLOAD_BYTES = 200 * 2**20
"""An upload passes through the server's memory and is kept in the workspace: 200 MiB each, unless
the server's configuration says otherwise."""

_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".gz", ".parquet")


def store_upload(
    name: str, content: bytes, workspace: Workspace, *, limit_bytes: int | None = None
) -> str:
    """Keep an uploaded table in the workspace; return the glob of the copy.

    The folder is named after the content, so the same file is kept once and no reader can be given
    an older file of the same name. Raises ``DataError``, and writes nothing, for what is no table
    and for more than ``limit_bytes``, ``MAX_UPLOAD_BYTES`` by default.
    """
    workspace.allow(Action.KEEP_DATA)
    limit = MAX_UPLOAD_BYTES if limit_bytes is None else limit_bytes
    if len(content) > limit:
        raise DataError(
            f"{name}: expected at most {limit // 2**20} MiB, found {len(content) / 2**20:.1f} MiB; "
            "use a part of it, or name its path or address."
        )
    look_of(table_of(io.BytesIO(content), name))
    folder = workspace.folder(f"uploads/{hashlib.sha256(content).hexdigest()[:16]}")
    path = folder / _safe_name(name)
    if not path.exists():
        _check_room(len(content), workspace)
        try:
            with replaced_as_a_whole(path) as part:
                part.write_bytes(content)
        except OSError as error:
            raise DataError(
                f"{name} could not be kept in {folder}: {error.strerror}; free some space or check "
                "the folder's permissions."
            ) from error
    return normalise_glob(str(path))


def _check_room(size: int, workspace: Workspace) -> None:
    """Raise DataError where an upload of so many bytes is more than all may take together."""
    named = os.environ.get(UPLOADS_VARIABLE, "")
    most_mb = int(named) if named.isdecimal() else MAX_UPLOADS_MB
    files = (workspace.root / "uploads").rglob("*")
    used = sum(file.stat().st_size for file in files if file.is_file())
    if used + size > most_mb * 10**6:
        raise DataError(
            f"Uploads may take {most_mb:,} MB together, {used / 1e6:,.1f} MB are kept and this one "
            f"has {size / 1e6:,.1f}: remove what nothing uses, under Workspace on the page Studies "
            "or with `python -m dctaxi workspace clean`."
        )


def _safe_name(name: str) -> str:
    """Return a file name without folders, glob characters or a leading dot, with a usual ending."""
    bare = re.sub(r"[^\w .()-]+", "_", re.split(r"[/\\]", name)[-1]).strip(" .")
    ending = max((one for one in _ENDINGS if bare.lower().endswith(one)), key=len, default=".csv")
    stem = bare[: -len(ending)] if bare.lower().endswith(ending) else bare
    return f"{stem[:80].strip(' .') or 'upload'}{ending}"
