"""A fresh server for each test, and as many browser tabs as it wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.driver import BROWSER, DRIVER, Server, Tab


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.browser)
        if not (BROWSER and DRIVER):
            item.add_marker(pytest.mark.skip(reason="needs chromium and chromedriver on the PATH"))


@pytest.fixture(scope="session")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture
def server(tmp_path: Path, kernels: Path) -> Iterator[Server]:
    running = Server(tmp_path, kernels)
    yield running
    running.close()


@pytest.fixture
def new_tab(server: Server) -> Iterator[Callable[[], Tab]]:
    tabs: list[Tab] = []

    def make() -> Tab:
        tabs.append(Tab(server))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.close()
