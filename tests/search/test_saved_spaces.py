from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.search.presets import PRESETS
from dctaxi.search.saved_spaces import (
    MAX_BYTES,
    load_space,
    parse_space,
    save_space,
    saved_spaces,
)
from dctaxi.workspace import Workspace

SPACE = PRESETS["chapter"].space


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")


def test_a_fresh_workspace_has_no_spaces(workspace: Workspace) -> None:
    assert saved_spaces(workspace) == ()


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


def test_refuses_a_file_that_is_too_large() -> None:
    with pytest.raises(SpaceError, match=r"big\.json: expected a space of at most 1024 KiB"):
        parse_space(b" " * (MAX_BYTES + 1), "big.json")


@given(st.binary(max_size=300))
def test_any_file_is_a_space_or_a_sentence_with_its_name(content: bytes) -> None:
    with pytest.raises(SpaceError, match=r"^mine\.json: "):
        parse_space(content, "mine.json")
