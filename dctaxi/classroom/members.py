"""Who is in a class: a name and a role each, let in by a code, and known again by a signed word."""

from __future__ import annotations

import hmac
import re
import secrets
import sqlite3
import time
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from itsdangerous import BadData, URLSafeSerializer

from dctaxi.access import Action, Actor, Role
from dctaxi.classroom.database import connected
from dctaxi.classroom.settings import plain_code
from dctaxi.errors import AccessError, ClassError
from dctaxi.foreign_text import revealed
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.classroom.settings import ClassSettings

MAX_NAME: Final = 40
MAX_MEMBERS: Final = 300
OPEN_S: Final = 600.0
"""How long somebody can come in again under their name once the teacher has let them."""

_TOGETHER: Final = frozenset({"Cjk", "Hiragana", "Katakana", "Hangul", "Bopomofo"})
"""Scripts that names mix."""

_UNSEEN: Final = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Signs that show nothing, joiners and selectors of variants among them."""

COOKIE: Final = "dctaxi_class"

WHOLE: Final = "The whole space"
"""Who searches, in a race, the ranges that its lesson began with: what everybody is held against,
and nobody's name.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a class. ``open`` tells whether the teacher lets them in again just now."""

    id: str
    name: str
    role: Role
    open: bool = False

    @property
    def actor(self) -> Actor:
        """The member as who acts."""
        return Actor(self.id, self.name, self.role)


def enter(settings: ClassSettings, code: str, name: str) -> str:
    """Let somebody in by a code; return the word that their browser keeps.

    Raises ClassError (the code or the name cannot be).
    """
    role = role_of(settings, code)
    shown = _checked(name)
    folded, key = shown.casefold(), secrets.token_urlsafe(12)
    if folded == WHOLE.casefold():
        raise ClassError(
            f"Expected a name of your own, got {shown!r}, which races call the "
            "ranges of the lesson; enter another."
        )
    signer = _signer(settings.folder)
    with connected(settings.folder) as connection:
        known = connection.execute(
            "SELECT id, role, open_until FROM members WHERE folded = ?", (folded,)
        ).fetchone()
        if known is None:
            count = connection.execute("SELECT COUNT(*) FROM members").fetchone()[0]
            if count >= MAX_MEMBERS:
                raise ClassError(f"The class is full, with {count} people: ask the teacher.")
            member = secrets.token_hex(8)
            try:
                connection.execute(
                    "INSERT INTO members (id, name, folded, role, pass) VALUES (?, ?, ?, ?, ?)",
                    (member, shown, folded, role.value, key),
                )
            except sqlite3.IntegrityError as error:  # two at once
                raise _taken(shown) from error
            return signer.dumps([member, key])
        member, its_role, open_until = known
        # A teacher's code is worth more than a name: whoever has it comes in again.
        again = role is Role.TEACHER or open_until > time.time()
        if its_role != role or not again:
            raise _taken(shown)
        connection.execute(
            "UPDATE members SET pass = ?, open_until = 0 WHERE id = ?", (key, member)
        )
    return signer.dumps([member, key])


def member_of(settings: ClassSettings, word: str | None) -> Member | None:
    """Return who a browser's word stands for; None for one that is forged, old or missing."""
    if not word:
        return None
    try:
        found = _signer(settings.folder).loads(word)
    except BadData:
        return None
    if not isinstance(found, list) or [type(one) for one in found] != [str, str]:
        return None
    with connected(settings.folder) as connection:
        row = connection.execute(
            "SELECT id, name, role FROM members WHERE id = ? AND pass = ?", found
        ).fetchone()
    return None if row is None else Member(row[0], row[1], Role(row[2]))


def members(settings: ClassSettings) -> tuple[Member, ...]:
    """Return everybody in the class, by name."""
    with connected(settings.folder) as connection:
        rows = connection.execute(
            "SELECT id, name, role, open_until FROM members ORDER BY folded"
        ).fetchall()
    now = time.time()
    return tuple(Member(i, name, Role(role), until > now) for i, name, role, until in rows)


def let_in_again(settings: ClassSettings, actor: Actor, member_id: str) -> None:
    """Let somebody who lost their browser's word come in under their name, for ten minutes."""
    check(actor, Action.MANAGE_CLASS)
    with connected(settings.folder) as connection:
        connection.execute(
            "UPDATE members SET open_until = ? WHERE id = ?", (time.time() + OPEN_S, member_id)
        )


def remove(settings: ClassSettings, actor: Actor, member_id: str) -> None:
    """Put somebody out of the class, with their answers; their browser is not let in any more.

    Their workspace is for ``places.delete_work``.
    """
    check(actor, Action.MANAGE_CLASS)
    with connected(settings.folder) as connection:
        connection.execute("DELETE FROM answers WHERE member = ?", (member_id,))
        connection.execute("DELETE FROM members WHERE id = ?", (member_id,))


def check(actor: Actor, action: Action) -> None:
    """Raise AccessError unless somebody may do something of the class."""
    if not actor.may(action):
        raise AccessError(f"A {actor.role} may not {action}: that is for the teacher.")


def role_of(settings: ClassSettings, code: str) -> Role:
    """Return what a code lets somebody in as. Raises ClassError for one that lets nobody in."""
    given = plain_code(code)
    roles = {
        Role.STUDENT: settings.code,
        Role.TEACHER: settings.teacher_code,
        Role.VIEWER: settings.viewer_code,
    }
    for role, expected in roles.items():
        if expected and hmac.compare_digest(given.encode(), plain_code(expected).encode()):
            return role
    raise ClassError("Expected the class code, got another one: ask the teacher for it.")


def _checked(name: str) -> str:
    """Return a name as the class sees it: nothing in it is hidden or looks like another's letter.

    Raises ClassError (the name cannot be).
    """
    shown = unicodedata.normalize("NFKC", " ".join(name.split()))
    if not 1 <= len(shown) <= MAX_NAME or revealed(shown) != shown or _UNSEEN.search(shown):
        raise ClassError(
            f"Expected a name of 1 to {MAX_NAME} letters that the class will see, got "
            f"{len(shown)}; enter another."
        )
    scripts = {_script(letter) for letter in shown if letter.isalpha()}
    if len(scripts) > 1:
        raise ClassError(
            "Expected a name in the letters of one script, got letters of "
            f"{' and '.join(sorted(scripts))}; enter another."
        )
    return shown


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "other").split()[0].split("-")[0].title()
    return "East Asia" if first in _TOGETHER else first


def _signer(folder: Path) -> URLSafeSerializer:
    return URLSafeSerializer(_secret(folder), salt="dctaxi-class")


def _secret(folder: Path) -> bytes:
    path = folder / "secret"
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_bytes()
    except OSError as error:
        raise ClassError(
            f"The class's secret {path} cannot be used ({error.strerror}): check the folder."
        ) from error


def _make_secret(path: Path) -> None:
    """Make the secret, unless another who came in the same moment has."""
    with connected(path.parent) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if path.exists():
            return
        with replaced_as_a_whole(path) as part:
            part.touch(mode=0o600)
            part.write_bytes(secrets.token_bytes(32))


def _taken(name: str) -> ClassError:
    return ClassError(
        f"Somebody called {name!r} is in this class already: choose another name or, if that is "
        "you, ask the teacher to let you in again."
    )
