"""Where everything that the program writes is kept: one folder, made on first use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dctaxi.access import LOCAL, Action, Actor
from dctaxi.allowed_sources import AllowedSources
from dctaxi.errors import AccessError, WorkspaceError
from dctaxi.limits import NO_LIMITS, Limits

_FREES: Final = frozenset(
    {
        Action.DELETE_STUDY,
        Action.DELETE_DATA,
        Action.DELETE_TRAINED,
        Action.DELETE_MODEL,
        Action.STOP_JOB,
        Action.KEEP_DRAFT,  # a few kilobytes, and what somebody sets must not be lost
    }
)
"""What may be done on a full disk."""


_VERSION: Final = 1
"""Version of how a workspace is kept, which its file ``version`` holds since 1.0."""

_OWN_STUDY: Final = "SELECT 1 FROM study_user_attributes WHERE key = 'dctaxi:plan' LIMIT 1"


def database_url(file: Path) -> str:
    """Return the URL of an SQLite file, in which a percent or a question mark of its path would
    mean something else.
    """
    return f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder and the database of one user, as whoever opened it may use them.

    ``storage_url`` is an Optuna RDB URL; it lies in ``root`` unless the user named another.
    ``actor`` is who acts here, within ``limits``.
    ``sources`` says where data may be read from: what the environment names, if nothing else is
    said, so that whoever makes a workspace without a thought opens no door.
    """

    root: Path
    storage_url: str
    actor: Actor = LOCAL
    limits: Limits = NO_LIMITS
    sources: AllowedSources = field(default_factory=AllowedSources.current)

    @classmethod
    def current(cls) -> Workspace:
        """Return what ``DCTAXI_HOME`` and ``DCTAXI_STORAGE`` name, else ``.dctaxi``.

        Raises WorkspaceError (what lies there was made before 1.0, or by a later version).
        """
        root = Path(os.environ.get("DCTAXI_HOME") or ".dctaxi").expanduser().resolve()
        _check_version(root)
        return cls(root, os.environ.get("DCTAXI_STORAGE") or database_url(root / "studies.db"))

    def allow(self, action: Action) -> None:
        """Let who acts here do something, or raise: every change of a workspace begins with this.

        Raises AccessError (their role may not) and LimitError (they keep as much as they may).
        """
        if not self.actor.may(action):
            raise AccessError(
                f"A {self.actor.role} may not {action} here: go to your own work, or ask the "
                "teacher."
            )
        if action not in _FREES:
            self.limits.check_disk(self.root)
        self.folder("")

    def folder(self, name: str) -> Path:
        """Return the subfolder of this name, made if it is missing; the root with its version.

        Raises WorkspaceError (it cannot be made).
        """
        path = self.root / name
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not (mark := self.root / "version").exists():
                mark.write_text(f"{_VERSION}\n", encoding="utf-8")
        except OSError as error:
            raise WorkspaceError(
                f"The folder {path} cannot be made ({error.strerror}): name another place in "
                "DCTAXI_HOME, or allow writing there."
            ) from error
        return path


def _check_version(root: Path) -> None:
    try:
        found = (root / "version").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        if (root / "datasets").exists() or _holds_own_studies(root / "studies.db"):
            raise WorkspaceError(
                f"The workspace {root} was made before version 1.0: export its studies with the "
                "version that made it, then name another folder in DCTAXI_HOME."
            ) from None
        return
    if found != str(_VERSION):
        raise WorkspaceError(
            f"The workspace {root} was made by a later version: update this one, or name another "
            "folder in DCTAXI_HOME."
        )


def _holds_own_studies(file: Path) -> bool:
    """Tell whether this program made a study in a database, which may be any other program's."""
    if not file.exists():
        return False
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db,
    ):
        return db.execute(_OWN_STUDY).fetchone() is not None
    return False
