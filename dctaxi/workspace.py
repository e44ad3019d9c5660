"""Where everything that the program writes is kept: one folder, made on first use."""

from __future__ import annotations

import os
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


def database_url(file: Path) -> str:
    """Return the URL of an SQLite file, in which a percent or a question mark of its path would
    mean something else.
    """
    return f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder and the database of one user, as whoever opened it may use them.

    ``storage_url`` is an Optuna RDB URL; it lies in ``root`` unless the user named another.
    ``actor`` is who acts here, within ``limits``. What is measured of the machine lies in
    ``machine``, which the workspaces of a class share; None: in ``root``.
    ``sources`` says where data may be read from: what the environment names, if nothing else is
    said, so that whoever makes a workspace without a thought opens no door.
    """

    root: Path
    storage_url: str
    actor: Actor = LOCAL
    limits: Limits = NO_LIMITS
    machine: Path | None = None
    sources: AllowedSources = field(default_factory=AllowedSources.current)

    @classmethod
    def current(cls) -> Workspace:
        """Return what ``DCTAXI_HOME`` and ``DCTAXI_STORAGE`` name, else ``.dctaxi``."""
        root = Path(os.environ.get("DCTAXI_HOME") or ".dctaxi").expanduser().resolve()
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

    def folder(self, name: str) -> Path:
        """Return the subfolder of this name, made if it is missing.

        Raises WorkspaceError (it cannot be made).
        """
        path = self.root / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"The folder {path} cannot be made ({error.strerror}): name another place in "
                "DCTAXI_HOME, or allow writing there."
            ) from error
        return path
