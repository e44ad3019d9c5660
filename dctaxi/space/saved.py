"""The spaces that a user keeps in the workspace, one JSON file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.access import Action
from dctaxi.errors import SpaceError, StudyError
from dctaxi.names import check_name
from dctaxi.space.text import parse_space, space_text
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.space.search_space import SearchSpace
    from dctaxi.workspace import Workspace

_FOLDER = "spaces"


def saved_spaces(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of the workspace's spaces in alphabetical order; nothing is made."""
    return tuple(sorted(path.stem for path in (workspace.root / _FOLDER).glob("*.json")))


def save_space(space: SearchSpace, name: str, workspace: Workspace) -> None:
    """Keep a space under a name; one of that name is replaced.

    Raises SpaceError for a name that cannot be a file's or a folder that cannot be written to, and
    WorkspaceError for one that cannot be made.
    """
    workspace.allow(Action.KEEP_SPACE)
    path = _path(name, workspace)
    workspace.folder(_FOLDER)
    try:
        with replaced_as_a_whole(path) as part:
            part.write_text(space_text(space), encoding="utf-8")
    except OSError as error:
        raise SpaceError(
            f"The space {name!r} could not be written to {path.parent}: {error.strerror}; free "
            "some space or check the folder's permissions."
        ) from error


def load_space(name: str, workspace: Workspace) -> SearchSpace:
    """Return a space of the workspace. Raises SpaceError when it is gone or holds no space."""
    try:
        content = _path(name, workspace).read_bytes()
    except OSError as error:
        raise SpaceError(
            f"There is no space named {name!r} in the workspace: {error.strerror}; choose another."
        ) from error
    return parse_space(content)


def _path(name: str, workspace: Workspace) -> Path:
    try:
        check_name(name)
    except StudyError as error:
        raise SpaceError(f"A space is named by the rules of a study. {error}") from error
    return workspace.root / _FOLDER / f"{name}.json"
