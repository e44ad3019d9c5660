"""The workspace of an earlier release, as new for each test."""

from pathlib import Path
from typing import Any

import pytest

from dctaxi.workspace import Workspace
from tests.earlier.fixtures import unpack, what_it_told


@pytest.fixture
def earlier(tmp_path: Path) -> Workspace:
    return unpack(tmp_path / "workspace")


@pytest.fixture(scope="session")
def told() -> dict[str, Any]:
    return what_it_told()
