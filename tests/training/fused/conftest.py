from pathlib import Path

import pytest

from dctaxi.training.fused.base import PopulationEngine
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.stacked.engine import StackedEngine


@pytest.fixture(scope="session", autouse=True)
def compiled_once(compiled: None) -> None:
    """Spare every test the compilation."""


@pytest.fixture(params=[FusedEngine, StackedEngine], ids=["fused", "stacked"])
def engine(request: pytest.FixtureRequest) -> PopulationEngine:
    made: PopulationEngine = request.param()
    return made


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of code of a user who has none yet."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "cache" / name)
    return tmp_path / "cache" / "dctaxi" / "kernels"
