"""A fresh server for each test, and as many browser tabs as it wants; a file's tests share one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from tests.browser.driver import BROWSER, DRIVER, Tab
from tests.browser.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if not (BROWSER and DRIVER):
            item.add_marker(pytest.mark.skip(reason="needs chromium and chromedriver on the PATH"))


@pytest.fixture(scope="session")
def idle() -> Iterator[list[Tab]]:
    """Browsers that are open already and that no test uses."""
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()


@pytest.fixture
def server(tmp_path: Path, compiled: None) -> Iterator[Server]:  # noqa: ARG001
    running = Server(tmp_path)
    yield running
    running.close()


@pytest.fixture
def new_tab(server: Server, idle: list[Tab]) -> Iterator[Callable[[], Tab]]:
    """Give tabs; what their pages ask for that the policy forbids fails the test, unless it looks
    for that itself with ``Tab.refused``.
    """
    used: list[Tab] = []

    def make() -> Tab:
        tab = idle.pop() if idle else Tab(server)
        tab.server = server
        used.append(tab)
        return tab

    yield make
    refused = [said for tab in used for said in tab.refused()]
    for tab in used:
        tab.reset()
        idle.append(tab)
    assert refused == [], "a page asked for what its content security policy forbids"


@pytest.fixture
def study(server: Server) -> str:
    """Train a study of the chapter's space with the engine itself."""
    create_study(StudyPlan("parent", PRESETS["chapter"].space, n_trials=60), server.workspace)
    run_study("parent", server.workspace)
    return "parent"
