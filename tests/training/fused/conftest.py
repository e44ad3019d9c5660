import pytest

from dctaxi.training.fused.engine import FusedEngine


@pytest.fixture(scope="session", autouse=True)
def compiled_once(compiled: None) -> None:
    """Spare every test the compilation."""


@pytest.fixture
def fused() -> FusedEngine:
    return FusedEngine("cpu")
