"""What the Learn pages begin with: a fast engine."""

import pytest

from tests.fake_engine import FakeEngine
from tests.pages.patience import patient_engine


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return patient_engine(monkeypatch)
