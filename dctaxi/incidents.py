"""Errors that nobody foresaw: each gets an id that its reader sees and that stands in the log."""

from __future__ import annotations

import logging
import secrets
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

LOG = "errors.log"
"""File in a workspace, newest last; the one before it is kept when it grows too long."""

_MOST_BYTES = 1_000_000
_LOGGER = logging.getLogger("dctaxi.app")
_MARK = "== "


def noted(error: BaseException, what: str, workspace: Workspace) -> str:
    """Log an error with its traceback under a new id, and return the id, such as ``E-3f9a1c``.

    ``what`` says in a few words what failed. Nothing is raised where the log cannot be written:
    the standard error has it, too.
    """
    incident = f"E-{secrets.token_hex(3)}"
    _LOGGER.error("%s (%s)", what, incident, exc_info=error)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    text = "".join(traceback.format_exception(error))
    with suppress(OSError):
        workspace.root.mkdir(parents=True, exist_ok=True)
        log = workspace.root / LOG
        if log.exists() and log.stat().st_size > _MOST_BYTES:
            log.replace(log.with_suffix(".log.before"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{_MARK}{incident} {moment} {what}\n{text}\n")
    return incident


def last_noted(workspace: Workspace, most: int = 20) -> tuple[str, ...]:
    """Return the last errors of a workspace as they were logged, oldest first."""
    try:
        text = (workspace.root / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    entries = ("\n" + text).split("\n" + _MARK)[1:]
    return tuple(entry.strip() for entry in entries[-most:])
