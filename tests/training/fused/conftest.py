from __future__ import annotations

from pathlib import Path

import pytest

from dctaxi.training.fused import preparation
from dctaxi.training.fused.engine import FusedEngine


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile the kernel into a folder of the tests, unless NUMBA_CACHE_DIR names another."""
    with pytest.MonkeyPatch.context() as patch:
        home: Path = tmp_path_factory.mktemp("home")
        patch.setenv("DCTAXI_HOME", str(home))
        preparation.ensure_prepared()


@pytest.fixture
def fused() -> FusedEngine:
    return FusedEngine("cpu")
