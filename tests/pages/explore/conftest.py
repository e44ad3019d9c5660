"""What the pages that train outside a study begin with: a fast engine and a study of 40 trials."""

import pytest

from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.patience import patient_engine
from tests.studies import train_study


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return patient_engine(monkeypatch)


@pytest.fixture
def study(workspace: Workspace) -> str:
    train_study(workspace, "forty", n_trials=40)
    return "forty"
