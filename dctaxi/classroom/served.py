"""The class that a server serves, as its settings file stands now, and a new code in that file."""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from dctaxi.access import Action
from dctaxi.classroom.members import check
from dctaxi.classroom.settings import fresh_code, read_settings
from dctaxi.errors import ClassError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from dctaxi.access import Actor
    from dctaxi.classroom.settings import ClassSettings

VARIABLE: Final = "DCTAXI_CLASS"
"""Environment variable: the settings file of the class that the server serves; none without it."""

CodeName = Literal["code", "teacher_code", "viewer_code"]


class Served:
    """A class by its file, which may change while the class is served.

    Where the file cannot be read any more, the class goes on as it was, and ``problem`` says why.
    The first reading raises ClassError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._settings = read_settings(path)
        self.problem: str | None = None

    def current(self) -> ClassSettings:
        """Return the settings in force."""
        try:
            self._settings, self.problem = read_settings(self._path), None
        except ClassError as error:
            self.problem = str(error)
        return self._settings


def served() -> Served | None:
    """Return the class of this server with what may be wrong with its file; None as below.

    Raises ClassError.
    """
    named = os.environ.get(VARIABLE)
    return _served(Path(named)) if named else None


def class_of_server() -> ClassSettings | None:
    """Return the class that this server serves; None where it serves one person.

    Raises ClassError where its file could not be read from the start.
    """
    found = served()
    return None if found is None else found.current()


def renew_code(path: Path, actor: Actor, name: CodeName = "code") -> ClassSettings:
    """Put a new code in the place of one in a class's file; everything else in it stays.

    Who is in the class stays in it. A server takes the code from then on. Raises ClassError.
    """
    check(actor, Action.MANAGE_CLASS)
    path = path.resolve()  # a link stays one
    read_settings(path)  # one that cannot be read is left as it is
    code = fresh_code()
    try:
        text = path.read_text(encoding="utf-8")
        written = _with_line(text, name, code)
        if not _differ_in(name, code, text, written):
            raise ClassError(
                f"{path}: no line says {name} alone, so it is left as it is: change it there."
            )
        with replaced_as_a_whole(path) as part:
            part.touch(mode=0o600)
            part.write_text(written, encoding="utf-8")
            part.chmod(path.stat().st_mode)
    except OSError as error:
        raise ClassError(
            f"The settings of the class cannot be written to {path} ({error.strerror}): change the "
            "code there by hand."
        ) from error
    return read_settings(path)


def renew_code_of_server(actor: Actor) -> None:
    """Let students enter the class of this server with a new code. Raises ClassError."""
    named = os.environ.get(VARIABLE)
    if not named:
        raise ClassError("No class is served: start one with `python -m dctaxi serve --class`.")
    renew_code(Path(named), actor)


def _with_line(text: str, name: str, code: str) -> str:
    """Return a file in which the first line that gives a name a text gives it another."""
    line = re.compile(rf"""^([ \t]*{name}[ \t]*=[ \t]*)("[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
    return line.sub(lambda found: f'{found[1]}"{code}"', text, count=1)


def _differ_in(name: str, code: str, text: str, written: str) -> bool:
    """Tell whether the code is all that is another in a file as it would be written."""
    try:
        return tomllib.loads(written) == {**tomllib.loads(text), name: code}
    except tomllib.TOMLDecodeError:
        return False


@lru_cache(maxsize=8)
def _served(path: Path) -> Served:
    return Served(path)
