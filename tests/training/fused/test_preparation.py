from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from dctaxi.errors import EngineError
from dctaxi.training.fused import preparation
from dctaxi.training.fused.preparation import Preparer, compiled_on_disk
from tests.training.fused.doubling import decorated, run_once
from tests.waiting import PATIENCE_S


def kernel() -> None:
    """Stand for a compiled kernel."""


def test_is_idle_until_somebody_needs_the_kernel() -> None:
    preparer = Preparer(lambda: kernel)
    assert preparer.preparation.state == "idle"
    assert preparer.ensure() is kernel
    assert preparer.preparation.state == "ready"


def test_compiles_in_the_background_and_says_so_meanwhile() -> None:
    let_go = threading.Event()

    def slowly() -> Callable[..., None]:
        let_go.wait(PATIENCE_S)
        return kernel

    preparer = Preparer(slowly)
    preparer.start()
    while preparer.preparation.state == "idle":
        pass
    assert preparer.preparation.state == "preparing"
    assert "once" in preparer.preparation.message
    let_go.set()
    assert preparer.ensure() is kernel
    assert preparer.preparation.state == "ready"


def test_a_request_to_stop_does_not_wait_for_the_compilation() -> None:
    let_go = threading.Event()

    def slowly() -> Callable[..., None]:
        let_go.wait(PATIENCE_S)
        return kernel

    preparer = Preparer(slowly)
    assert not preparer.ended_before(lambda: True)
    assert preparer.preparation.state == "preparing"
    let_go.set()
    assert preparer.ended_before(lambda: False)
    assert preparer.ensure() is kernel


def test_a_compilation_that_failed_has_ended_too() -> None:
    def fail() -> Callable[..., None]:
        raise ImportError("No module named 'numba'.")

    assert Preparer(fail).ended_before(lambda: False)


def test_compiles_once_however_many_ask() -> None:
    calls = []
    together = threading.Barrier(8)

    def count() -> Callable[..., None]:
        calls.append(threading.get_ident())
        return kernel

    preparer = Preparer(count)

    def ask() -> None:
        together.wait(PATIENCE_S)
        preparer.start()
        preparer.ensure()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    preparer.start()
    assert len(calls) == 1


def test_says_why_there_is_no_kernel_and_what_to_do() -> None:
    def fail() -> Callable[..., None]:
        raise ImportError("No module named 'numba'.\nmore")

    preparer = Preparer(fail)
    for _ in range(2):
        with pytest.raises(EngineError, match=r"No module named 'numba'.*choose the engine"):
            preparer.ensure()
    assert preparer.preparation.state == "unavailable"
    assert "\n" not in preparer.preparation.message


def test_survives_a_folder_that_cannot_be_made(own_cache: Path) -> None:
    own_cache.parent.parent.write_text("in the way")
    run_once(compiled_on_disk(decorated, run_once))


@pytest.mark.usefixtures("own_cache")
def test_survives_code_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    run_once(compiled_on_disk(decorated, run_once))


@pytest.mark.parametrize("content", [b"", b"garbage" * 99, b"\x80\x04\x95"])
@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
def test_damaged_code_is_thrown_away_and_compiled_again(
    own_cache: Path, content: bytes, kind: str
) -> None:
    compiled_on_disk(decorated, run_once)
    damaged = list(own_cache.rglob(kind))
    for file in damaged:
        file.write_bytes(content)
    run_once(compiled_on_disk(decorated, run_once))
    assert damaged
    assert all(file.read_bytes() != content for file in damaged)


@pytest.mark.usefixtures("own_cache")
def test_one_process_compiles_and_another_waits_for_it_and_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = preparation.code_folder()
    folder.mkdir(parents=True)
    kernels: list[Any] = []
    asked = threading.Event()

    class Asked(FileLock):
        def acquire(self, *arguments: Any, **options: Any) -> Any:
            asked.set()
            return super().acquire(*arguments, **options)

    waiting = threading.Thread(target=lambda: kernels.append(compiled_on_disk(decorated, run_once)))
    with FileLock(folder / "lock"):
        monkeypatch.setattr(preparation, "FileLock", Asked)
        waiting.start()
        assert asked.wait(PATIENCE_S)
        monkeypatch.setattr(preparation, "FileLock", lambda *_path, **_options: nullcontext())
        compiled_on_disk(decorated, run_once)
    waiting.join()
    assert kernels[0].stats.cache_hits
    assert not kernels[0].stats.cache_misses


@pytest.mark.usefixtures("own_cache")
def test_who_waits_too_long_for_another_process_compiles_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparation, "_WAITED_S", 0.1)
    folder = preparation.code_folder()
    folder.mkdir(parents=True)
    with FileLock(folder / "lock"):
        run_once(compiled_on_disk(decorated, run_once))
    assert not list(folder.rglob("*.nbc"))


@pytest.mark.slow
def test_a_second_process_finds_the_kernel_compiled(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    environment.pop("NUMBA_CACHE_DIR", None)
    script = (
        "from dctaxi.training.fused import preparation\n"
        "kernel = preparation.ensure_prepared()\n"
        "assert preparation.is_on_disk()\n"
        "print(sum(kernel.stats.cache_hits.values()), sum(kernel.stats.cache_misses.values()))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert answers == [[b"0", b"1"], [b"1", b"0"]]


def test_the_cpus_kernel_is_ready_once_it_was_needed() -> None:
    assert preparation.ensure_prepared() is preparation.ensure_prepared()
    assert preparation.prepared_before(lambda: True)
    assert preparation.preparation().state == "ready"


def test_what_is_loaded_by_then_is_not_looked_through_for_garbage_again() -> None:
    gc.unfreeze()
    assert Preparer(lambda: kernel).ensure() is kernel
    assert gc.get_freeze_count() > 10_000
