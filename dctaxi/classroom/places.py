"""Whose workspace is where: each student's own, the teacher's, and the shelf that all may read."""

from __future__ import annotations

import dataclasses
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dctaxi.access import Action, Role
from dctaxi.allowed_sources import AllowedSources
from dctaxi.classroom.members import check, members
from dctaxi.errors import AccessError, ClassError
from dctaxi.limits import NO_LIMITS
from dctaxi.workspace import Workspace, database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dctaxi.access import Actor
    from dctaxi.classroom.settings import ClassSettings

MINE: Final = "mine"
SHELF: Final = "shelf"
_PEOPLE: Final = "people"


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace of the class. ``id`` stands in addresses; ``reads`` where one may only look."""

    id: str
    title: str
    reads: bool


def places(settings: ClassSettings, actor: Actor) -> tuple[Place, ...]:
    """Return the workspaces that somebody may open, their own first."""
    reads = actor.role is not Role.TEACHER
    shelf = Place(SHELF, "The shelf", reads)
    if actor.role is Role.VIEWER:
        return (shelf,)
    own = Place(MINE, "My own work", reads=False)
    if actor.role is Role.STUDENT:
        return own, shelf
    others = [one for one in members(settings) if one.role is Role.STUDENT]
    return (own, shelf, *(Place(one.id, one.name, reads=False) for one in others))


def open_place(settings: ClassSettings, actor: Actor, place: str) -> Workspace:
    """Return a workspace of the class as somebody may use it.

    Raises AccessError for one that they may not open, and for one that is not there.
    """
    known = {one.id: one for one in places(settings, actor)}
    if place not in known:
        raise AccessError(
            f"A {actor.role} may not open this work: go to your own, or ask the teacher."
        )
    acting = dataclasses.replace(actor, role=Role.VIEWER) if known[place].reads else actor
    folders = {MINE: f"{_PEOPLE}/{actor.id}", SHELF: SHELF}
    return _workspace(settings, acting, folders.get(place, f"{_PEOPLE}/{place}"))


def work_of(settings: ClassSettings, actor: Actor, member_id: str) -> Workspace:
    """Return all that somebody made, for who manages the class; it may not be there yet.

    Raises AccessError, and ClassError for what is no member's id.
    """
    check(actor, Action.MANAGE_CLASS)
    if not member_id.isalnum():
        raise ClassError("Expected a member of the class, got something else: choose one.")
    return _workspace(settings, actor, f"{_PEOPLE}/{member_id}")


def beside_shelf(root: Path) -> tuple[Workspace, ...]:
    """Return everybody's workspaces beside a shelf, by its folder; none where it is no shelf."""
    people = root.parent / _PEOPLE
    if root.name != SHELF or not people.is_dir():
        return ()
    return tuple(Workspace(one, _database(one)) for one in sorted(people.iterdir()) if one.is_dir())


def _workspace(settings: ClassSettings, actor: Actor, folder: str) -> Workspace:
    root = settings.folder / folder
    return Workspace(
        root,
        _database(root),
        actor=actor,
        limits=NO_LIMITS if actor.role is Role.TEACHER else settings.limits,
        sources=_sources(settings),
    )


def _database(root: Path) -> str:
    return database_url(root / "studies.db")


def _sources(settings: ClassSettings) -> AllowedSources:
    """Return where data may be read from: what the settings name, and what lies on the shelf."""
    uploads = settings.folder / SHELF / "uploads"
    return AllowedSources(
        folders=(*(Path(one).expanduser() for one in settings.data_folders), uploads),
        hosts=tuple(one.strip().lower() for one in settings.data_hosts),
    )


def delete_work(settings: ClassSettings, actor: Actor, member_id: str) -> None:
    """Delete all that somebody made, as the teacher does with a member who is put out.

    Nothing of theirs may train meanwhile. Raises AccessError and ClassError (something of it cannot
    be deleted).
    """
    root = work_of(settings, actor, member_id).root
    with _deleting():
        _delete(root)


def delete_class(settings: ClassSettings, actor: Actor) -> None:
    """Delete the class with everything that is known of anybody in it; its settings stay.

    Raises ClassError (something of it cannot be deleted).
    """
    check(actor, Action.MANAGE_CLASS)
    with _deleting():
        for name in (_PEOPLE, SHELF):
            _delete(settings.folder / name)
        for name in ("class.db", "class.db-wal", "class.db-shm", "secret", "errors.log"):
            (settings.folder / name).unlink(missing_ok=True)


def _delete(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


@contextmanager
def _deleting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ClassError(
            f"{error.filename} cannot be deleted ({error.strerror}): check its permissions."
        ) from error
