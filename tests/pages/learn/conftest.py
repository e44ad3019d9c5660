"""What the Learn pages begin with: a fast engine."""

import pytest

from tests.pages.fake_engine import FakeEngine
from tests.pages.populations import install_everywhere


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = install_everywhere(monkeypatch)
    engine.go.set()
    return engine
