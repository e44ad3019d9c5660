from pathlib import Path

import pytest

from dctaxi.access import Actor, Role
from dctaxi.classroom import ClassSettings


@pytest.fixture
def settings(tmp_path: Path) -> ClassSettings:
    return ClassSettings(tmp_path / "class", "student", "teacher", "viewer")


@pytest.fixture
def teacher() -> Actor:
    return Actor("t", "Ms T", Role.TEACHER)
