"""The workspace that a release with eight hyperparameters left, as new for each test."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dctaxi.workspace import Workspace

HERE = Path(__file__).parent


@pytest.fixture
def earlier(tmp_path: Path) -> Workspace:
    root = tmp_path / "workspace"
    shutil.unpack_archive(HERE / "workspace.tar.xz", root, filter="data")
    return Workspace(root, f"sqlite:///{root}/studies.db")


@pytest.fixture(scope="session")
def told() -> dict[str, Any]:
    """What that release made of its workspace: links, addresses, the trials that follow."""
    found: dict[str, Any] = json.loads((HERE / "told.json").read_text(encoding="utf-8"))
    return found
