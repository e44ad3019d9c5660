"""The workspace that a release with eight hyperparameters left, and what it made of it."""

import json
import shutil
from pathlib import Path
from typing import Any

from dctaxi.workspace import Workspace

HERE = Path(__file__).parent


def unpack(root: Path) -> Workspace:
    """Put the workspace into a folder and return it."""
    shutil.unpack_archive(HERE / "workspace.tar.xz", root, filter="data")
    return Workspace(root, f"sqlite:///{root}/studies.db")


def what_it_told() -> dict[str, Any]:
    """Return links, addresses, and the trials that follow when each study is run on."""
    found: dict[str, Any] = json.loads((HERE / "told.json").read_text(encoding="utf-8"))
    return found
