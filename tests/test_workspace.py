from pathlib import Path

import optuna
import pytest

from dctaxi.access import Action
from dctaxi.errors import WorkspaceError
from dctaxi.study import create_study
from dctaxi.workspace import Workspace
from tests.studies import plan_of


def test_lies_under_the_current_folder_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DCTAXI_HOME", raising=False)
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    assert Workspace.current() == Workspace(
        tmp_path / ".dctaxi", f"sqlite:///{tmp_path}/.dctaxi/studies.db"
    )
    monkeypatch.setenv("DCTAXI_HOME", "elsewhere")
    assert Workspace.current().root == tmp_path / "elsewhere"
    monkeypatch.setenv("DCTAXI_STORAGE", "sqlite:///mine.db")
    assert Workspace.current().storage_url == "sqlite:///mine.db"
    assert list(tmp_path.iterdir()) == []


def test_makes_a_folder_on_first_use(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home", "sqlite:///a.db")
    assert workspace.folder("uploads").is_dir()
    assert workspace.folder("uploads") == tmp_path / "home" / "uploads"


def test_a_folder_that_cannot_be_made_names_the_place_to_change(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(WorkspaceError, match=r"home/uploads cannot be made .* DCTAXI_HOME"):
        Workspace(tmp_path / "home", "sqlite:///a.db").folder("uploads")


def test_its_version_is_kept_with_it_from_the_first_write_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    Workspace.current().allow(Action.RUN_STUDY)
    assert (tmp_path / "version").read_text(encoding="utf-8") == "1\n"
    (tmp_path / "studies.db").touch()
    assert Workspace.current().root == tmp_path


@pytest.mark.parametrize("kept", ["studies.db", "datasets"])
def test_a_workspace_from_before_there_was_a_version_is_refused(
    kept: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(workspace.root))
    if kept == "studies.db":
        create_study(plan_of(), workspace)
    else:
        workspace.folder(kept)
    (workspace.root / "version").unlink()
    with pytest.raises(WorkspaceError, match=r"before version 1\.0: export its studies with the"):
        Workspace.current()


def test_a_database_of_another_program_is_no_workspace_from_before(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(workspace.root))
    optuna.create_study(storage=workspace.storage_url)
    assert Workspace.current() == workspace
    (workspace.root / "studies.db").write_bytes(b"no database")
    assert Workspace.current() == workspace


def test_a_workspace_of_a_later_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    (tmp_path / "version").write_text("2\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="made by a later version: update this one"):
        Workspace.current()
