"""Where everything that the program writes is kept: one folder, made on first use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dctaxi.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder and the database of one user.

    ``storage_url`` is an Optuna RDB URL; it lies in ``root`` unless the user named another.
    """

    root: Path
    storage_url: str

    @classmethod
    def current(cls) -> Workspace:
        """Return what ``DCTAXI_HOME`` and ``DCTAXI_STORAGE`` name, else ``.dctaxi``."""
        root = Path(os.environ.get("DCTAXI_HOME") or ".dctaxi").expanduser().resolve()
        return cls(root, os.environ.get("DCTAXI_STORAGE") or f"sqlite:///{root / 'studies.db'}")

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
