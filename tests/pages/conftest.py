"""A fresh workspace for each test of a page."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from dctaxi.workspace import Workspace


@pytest.fixture(autouse=True, scope="session")
def _installed_components_are_looked_for_once() -> Iterator[None]:
    # A server reads the metadata of every installed package when it starts; AppTest does so in
    # each run, which took more time than the pages.
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def _plain_values_checked_by_hand() -> Iterator[None]:
    # AppTest keeps the widgets' format functions in session state, where Streamlit's own check
    # would refuse lambdas that a server never stores; `visiting.check` looks at the rest instead.
    name = "runner.enforceSerializableSessionState"
    before = config.get_option(name)
    config.set_option(name, False)
    yield
    config.set_option(name, before)


@pytest.fixture(autouse=True)
def _drawings_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # What they take sets how old the version of a study may be that a page shows while it trains.
    clock = SimpleNamespace(thread_time=lambda: 0.0, monotonic=time.monotonic)
    monkeypatch.setattr("dctaxi.runner.pace.time", clock)


@pytest.fixture
def _begins_with_the_chapters_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a new tab hold the chapter's space, on whose numbers the tests of the form are made."""
    monkeypatch.setattr("pages.components.shared.state.DEFAULT_PRESET", "chapter")


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A new, empty workspace that the app finds; its jobs and every cache are gone afterwards."""
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    st.cache_data.clear()
    st.cache_resource.clear()
    found = Workspace.current()
    found.folder("")
    yield found
    if threads := sys.modules.get("dctaxi.runner.threads"):  # else no page can have started a job
        threads.runner_for(found).close()
    st.cache_data.clear()
    st.cache_resource.clear()
