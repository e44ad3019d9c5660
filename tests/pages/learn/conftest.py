"""What the Learn pages begin with: a fast engine."""

import pytest

from tests.fake_engine import FakeEngine, install


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch)
