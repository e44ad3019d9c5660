from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dctaxi.training.fused import preparation
from dctaxi.training.fused.ahead import Ahead, ahead
from dctaxi.training.fused.preparation import Preparation
from tests.waiting import PATIENCE_S, until


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let the code not be on the disk until this is set."""
    event = threading.Event()
    monkeypatch.setattr(preparation, "is_on_disk", event.is_set)
    return event


@pytest.fixture
def loaded(there: threading.Event, monkeypatch: pytest.MonkeyPatch) -> threading.Event:  # noqa: ARG001
    """Tell whether this process has been asked to load the code."""
    event = threading.Event()
    monkeypatch.setattr(preparation, "start", event.set)
    monkeypatch.setattr(preparation, "preparation", lambda: Preparation("idle"))
    return event


@pytest.fixture
def working(loaded: threading.Event) -> Iterator[Ahead]:  # noqa: ARG001
    compiles = Ahead([sys.executable, "-c", "import time; time.sleep(600)"])
    compiles.begin()
    yield compiles
    compiles.stop()


def test_another_process_compiles_and_says_for_how_long(working: Ahead) -> None:
    assert working.state().state == "preparing"

    def so_far() -> int:
        found = re.search(r" (\d+) s so far\.$", working.state().message)
        assert found
        return int(found[1])

    began = so_far()
    until(lambda: so_far() > began)


def test_the_code_is_loaded_as_soon_as_it_is_there(
    working: Ahead, there: threading.Event, loaded: threading.Event
) -> None:
    assert not loaded.is_set()
    there.set()
    assert loaded.wait(PATIENCE_S)
    assert working.state().state == "idle"


def test_it_is_stopped_with_the_server(working: Ahead, loaded: threading.Event) -> None:
    working.stop()
    assert working.state().state == "idle"
    until(lambda: not any(thread.name == "kernel-ahead" for thread in threading.enumerate()))
    assert not loaded.is_set()


def test_one_that_failed_leaves_the_compilation_to_who_needs_it(loaded: threading.Event) -> None:
    compiles = Ahead([sys.executable, "-c", "raise SystemExit(1)"])
    compiles.begin()
    until(lambda: compiles.state().state == "idle")
    until(lambda: not any(thread.name == "kernel-ahead" for thread in threading.enumerate()))
    assert not loaded.is_set()


def test_nothing_is_compiled_where_the_code_is_on_the_disk(
    there: threading.Event, loaded: threading.Event
) -> None:
    there.set()
    compiles = Ahead(["/no/such/program"])
    compiles.begin()
    compiles.stop()
    assert compiles.state().state == "idle"
    assert not loaded.is_set()


@pytest.mark.usefixtures("loaded")
def test_the_other_process_finds_the_program_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = "import dctaxi, pathlib; pathlib.Path('found').touch()"
    compiles = Ahead([sys.executable, "-c", said])
    compiles.begin()
    until(lambda: compiles.state().state == "idle")
    assert (tmp_path / "found").exists()


@pytest.mark.usefixtures("loaded")
def test_the_other_process_is_of_these_sources_whatever_lies_where_the_server_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dctaxi.py").write_text("raise SystemExit('another program')")
    monkeypatch.chdir(tmp_path)
    *command, _prepare = ahead._command
    asked = Ahead([*command, "space", "show", "--preset", "chapter", "--json", "said.json"])
    asked.begin()
    assert asked._process is not None
    assert asked._process.wait(60) == 0
    assert "max_batches" in (tmp_path / "said.json").read_text()
