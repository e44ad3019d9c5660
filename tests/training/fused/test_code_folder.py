from __future__ import annotations

import os
import stat
from pathlib import Path

import numba
import pytest

from dctaxi.training.fused import code_folder, preparation
from dctaxi.training.fused.preparation import compiled_on_disk
from dctaxi.workspace import Workspace
from tests.training.fused.doubling import decorated, run_once


def test_keeps_machine_code_in_the_users_cache_and_not_in_the_workspace(
    own_cache: Path, workspace: Workspace
) -> None:
    compiled_on_disk(decorated, run_once)
    assert list(own_cache.rglob("*.nbi"))
    assert not workspace.root.exists()
    assert str(own_cache) not in numba.config.CACHE_DIR  # which others read, too


@pytest.mark.usefixtures("own_cache")
def test_code_that_lies_in_a_workspace_is_never_read(workspace: Workspace) -> None:
    planted = workspace.folder("kernels") / preparation.code_folder().name / "on_cpu_0"
    planted.mkdir(parents=True)
    (planted / "x.nbi").write_bytes(b"not to be unpickled")
    run_once(compiled_on_disk(decorated, run_once))
    assert (planted / "x.nbi").read_bytes() == b"not to be unpickled"


@pytest.mark.parametrize("mode", [0o777, 0o757])
def test_no_code_is_read_where_others_may_put_another_folder_in_its_place(
    own_cache: Path, mode: int
) -> None:
    own_cache.mkdir(parents=True)
    own_cache.parent.chmod(mode)
    run_once(compiled_on_disk(decorated, run_once))
    assert not list(own_cache.rglob("*.nb?"))
    own_cache.parent.chmod(mode | stat.S_ISVTX)  # as /tmp is: one renames one's own
    run_once(compiled_on_disk(decorated, run_once))
    assert list(own_cache.rglob("*.nb?"))


def test_numbas_own_setting_of_the_folder_wins(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    compiled_on_disk(decorated, run_once)
    assert list((tmp_path / "named").rglob("*.nbi"))
    assert not workspace.root.exists()


def test_the_folder_of_code_is_the_users_own(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled_on_disk(decorated, run_once)
    (folder,) = own_cache.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*.nb?")}
    monkeypatch.setattr(os, "geteuid", lambda: 12345)  # as if another user had made it

    def refuse(*_arguments: object) -> None:
        raise AssertionError("read from a folder of another user")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.load", refuse)
    run_once(compiled_on_disk(decorated, run_once))
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*.nb?")} == before


@pytest.mark.parametrize("change", ["elsewhere", "written again", "numba"])
def test_code_of_another_installation_is_not_taken_for_ones_own(
    change: str, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba would not read it, so the server has to have its own compiled when it starts."""
    code = preparation.code_folder() / "on_cpu_0" / "kernel.nbc"
    code.parent.mkdir(parents=True)
    code.touch()
    assert preparation.is_on_disk()
    entry = tmp_path / "kernel.py"
    entry.touch()
    if change == "written again":
        monkeypatch.setattr(code_folder, "_ENTRY", entry)
        code_folder._installation.cache_clear()
        mine = preparation.code_folder()
        os.utime(entry, ns=(1, 1))
    elif change == "elsewhere":
        mine = preparation.code_folder()
        monkeypatch.setattr(code_folder, "_ENTRY", entry)
    else:
        mine = preparation.code_folder()
        monkeypatch.setattr(code_folder, "version", lambda _package: "0.0")
    code_folder._installation.cache_clear()
    try:
        assert preparation.code_folder() != mine
        assert preparation.code_folder().parent == own_cache
        assert not preparation.is_on_disk()
    finally:
        code_folder._installation.cache_clear()
