"""What the pages that train outside a study begin with: a fast engine and a study of 40 trials."""

import pytest

from dctaxi.workspace import Workspace
from tests.pages import trained
from tests.pages.fake_engine import FakeEngine
from tests.pages.populations import install_everywhere


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = install_everywhere(monkeypatch)
    engine.go.set()
    return engine


@pytest.fixture
def study(workspace: Workspace) -> str:
    trained.finished(workspace, "forty", n_trials=40)
    return "forty"
