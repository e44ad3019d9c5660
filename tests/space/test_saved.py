from pathlib import Path

import pytest

from dctaxi.errors import SpaceError
from dctaxi.populations import POPULATIONS
from dctaxi.space.presets import PRESETS
from dctaxi.space.saved import load_space, save_space, saved_spaces
from dctaxi.workspace import Workspace

SPACE = PRESETS["chapter"].space


def test_a_fresh_workspace_has_no_spaces(workspace: Workspace) -> None:
    assert saved_spaces(workspace) == ()


def test_looking_needs_no_folder_that_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    workspace = Workspace(tmp_path / "file" / "below", "sqlite://")
    assert saved_spaces(workspace) == ()
    assert POPULATIONS.list(workspace) == ()
    assert POPULATIONS.find("0" * 16, workspace) is None


def test_a_saved_space_comes_back_and_is_listed(workspace: Workspace) -> None:
    save_space(PRESETS["wide"].space, "b wide", workspace)
    save_space(SPACE, "a narrow", workspace)
    assert saved_spaces(workspace) == ("a narrow", "b wide")
    assert load_space("a narrow", workspace) == SPACE


def test_saving_again_replaces(workspace: Workspace) -> None:
    save_space(PRESETS["wide"].space, "mine", workspace)
    save_space(SPACE, "mine", workspace)
    assert load_space("mine", workspace) == SPACE


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "con"])
def test_refuses_a_name_that_is_no_file_name(workspace: Workspace, name: str) -> None:
    with pytest.raises(SpaceError):
        save_space(SPACE, name, workspace)
    assert saved_spaces(workspace) == ()


def test_says_when_a_space_is_gone(workspace: Workspace) -> None:
    with pytest.raises(SpaceError, match="no space named 'lost'"):
        load_space("lost", workspace)


def test_says_when_a_file_holds_no_space(workspace: Workspace) -> None:
    (workspace.folder("spaces") / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(SpaceError, match="Invalid JSON"):
        load_space("broken", workspace)
