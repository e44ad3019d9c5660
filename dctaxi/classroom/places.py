"""Whose workspace is where: each student's own, the teacher's, and the shelf that all may read."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dctaxi.access import Action, Role
from dctaxi.allowed_sources import AllowedSources
from dctaxi.classroom.members import check, members
from dctaxi.errors import AccessError, ClassError
from dctaxi.limits import NO_LIMITS
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.access import Actor
    from dctaxi.classroom.settings import ClassSettings

MINE: Final = "mine"
SHELF: Final = "shelf"


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
    folder = {MINE: f"people/{actor.id}", SHELF: "shelf"}.get(place, f"people/{place}")
    root = settings.folder / folder
    return Workspace(
        root,
        f"sqlite:///{root / 'studies.db'}",
        actor=acting,
        limits=settings.limits if actor.role is Role.STUDENT else NO_LIMITS,
        machine=settings.folder,
        sources=_sources(settings),
    )


def _sources(settings: ClassSettings) -> AllowedSources:
    """Return where data may be read from: what the settings name, and what lies on the shelf."""
    uploads = settings.folder / "shelf" / "uploads"
    return AllowedSources(
        folders=(*(Path(one).expanduser() for one in settings.data_folders), uploads),
        hosts=tuple(one.strip().lower() for one in settings.data_hosts),
    )


def delete_work(settings: ClassSettings, actor: Actor, member_id: str) -> None:
    """Delete all that somebody made, as the teacher does with a member who is put out."""
    check(actor, Action.MANAGE_CLASS)
    if not member_id.isalnum():
        raise ClassError("Expected a member of the class, got something else: choose one.")
    shutil.rmtree(settings.folder / "people" / member_id, ignore_errors=True)


def delete_class(settings: ClassSettings, actor: Actor) -> None:
    """Delete the class with everything that is known of anybody in it; its settings stay.

    Raises ClassError (something of it cannot be deleted).
    """
    check(actor, Action.MANAGE_CLASS)
    try:
        for name in ("people", "shelf"):
            if (folder := settings.folder / name).exists():
                shutil.rmtree(folder)
        for name in ("class.db", "class.db-wal", "class.db-shm", "secret", "errors.log"):
            (settings.folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ClassError(
            f"{error.filename} cannot be deleted ({error.strerror}): check its permissions."
        ) from error
