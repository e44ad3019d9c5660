"""The guesses that somebody made outside a class: a file each in their workspace."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from dctaxi.access import Action
from dctaxi.errors import LessonError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.workspace import Workspace

_FOLDER = "guesses"


class KeptGuess(NamedTuple):
    """What somebody answered first, which earns the points, and what stands now; None: open."""

    first: float | str
    now: float | str | None


def kept_guess(question: str, workspace: Workspace) -> KeptGuess | None:
    """Return what was answered to a question, None where nothing was or its file is damaged."""
    try:
        found = json.loads(_path(question, workspace).read_bytes())
        first, now = found
    except (OSError, ValueError, TypeError):
        return None
    kinds = (float, int, str)
    if not isinstance(first, kinds):
        return None
    return KeptGuess(first, now if isinstance(now, kinds) else None)


def keep_guess(question: str, answer: float | str | None, workspace: Workspace) -> None:
    """Keep an answer, the first one for good; None opens the question again.

    Raises AccessError, WorkspaceError and LessonError (it cannot be written).
    """
    workspace.allow(Action.ANSWER)
    before = kept_guess(question, workspace)
    first = answer if before is None else before.first
    path = _path(question, workspace)
    workspace.folder(_FOLDER)
    try:
        with replaced_as_a_whole(path) as part:
            part.write_text(json.dumps([first, answer]), encoding="utf-8")
    except OSError as error:
        raise LessonError(
            f"The guess could not be written to {path.parent}: {error.strerror}; free some space "
            "or check the folder's permissions."
        ) from error


def _path(question: str, workspace: Workspace) -> Path:
    return workspace.root / _FOLDER / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.json"
