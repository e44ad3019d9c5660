from pathlib import Path

import pytest

from dctaxi.errors import WorkspaceError
from dctaxi.workspace import Workspace


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
