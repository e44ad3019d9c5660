"""What somebody who helps needs to know of a program elsewhere, and nothing that is not theirs.

Versions, a check of the storage and the last errors. Names of studies, values of settings, paths
outside of the workspace, passwords and what follows a question mark in an address are left out.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dctaxi.errors import DcTaxiError
from dctaxi.incidents import last_noted
from dctaxi.storage import connected, file_of, is_known, parse_url
from dctaxi.versions import installed_versions

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.workspace import Workspace

_SECRET = re.compile(r"(\w[\w+.-]*://)[^\s/@'\"]*@")
_QUERY = re.compile(r"(\w[\w+.-]*://[^\s?'\"]*)\?[^\s'\"]*")
_PATH = re.compile(r"(?<![\w:/.>…])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\'\":,;<>()]+)+[/\\]*")
_QUOTED_PATH = re.compile(r"""(?<=["'])(?:~|[A-Za-z]:)?[/\\][^"'\n]+(?=["'])""")  # with blanks


def diagnosis(workspace: Workspace) -> dict[str, Any]:
    """Return the diagnosis as plain JSON values; nothing is written, and errors become texts."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": installed_versions(),
        "platform": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "settings": sorted(name for name in os.environ if name.startswith("DCTAXI_")),
        "storage": _storage(workspace),
        "workspace": {
            "free_bytes": _free_bytes(workspace.root),
            "writable": os.access(workspace.root, os.W_OK),
        },
        "last_errors": [redacted(entry, workspace) for entry in last_noted(workspace)],
    }


def redacted(text: str, workspace: Workspace) -> str:
    """Return a text without secrets and without paths outside of the workspace.

    Of such a path only the last name remains.
    """
    text = _QUERY.sub(r"\1?…", _SECRET.sub(r"\1…@", text))
    text = text.replace(str(workspace.root), "<workspace>")
    return _PATH.sub(_last_name, _QUOTED_PATH.sub(_last_name, text))


def _last_name(found: re.Match[str]) -> str:
    return "…/" + re.split(r"[/\\]", found[0].rstrip("/\\"))[-1]


def _storage(workspace: Workspace) -> dict[str, Any]:
    try:
        url = parse_url(workspace.storage_url)
        file = file_of(url)
        found: dict[str, Any] = {"kind": url.get_backend_name()}
        if file is not None:
            found |= {"bytes": _size(file), "waiting_bytes": _size(_beside(file))}
        with connected(workspace.storage_url) as connection:
            if connection is None:
                return found | {"check": "nothing there yet"}
            found["known_schema"] = is_known(connection)
            for table in ("studies", "trials"):
                count = sa.select(sa.func.count()).select_from(sa.table(table))
                found[table] = connection.execute(count).scalar()
            found["check"] = "ok" if file is None else _quick_check(connection)
    except DcTaxiError as error:
        return {"check": redacted(str(error), workspace)}
    return found


def _quick_check(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _size(file: Path) -> int | None:
    return file.stat().st_size if file.exists() else None


def _free_bytes(folder: Path) -> int | None:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
