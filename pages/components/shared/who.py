"""Who looks at the pages, and whose workspace: one person's own, or one of a class.

Who it is says the signed cookie that the browser came with. Whose workspace may be opened decides
the library; an address or a choice on a page only asks for one.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.access import LOCAL, Role
from dctaxi.classroom import (
    COOKIE,
    MINE,
    SHELF,
    class_of_server,
    member_of,
    open_place,
    places,
)
from dctaxi.errors import AccessError
from dctaxi.workspace import Workspace
from pages.components.shared import address

if TYPE_CHECKING:
    from dctaxi.access import Actor
    from dctaxi.classroom import ClassSettings, Member, Place

PARAMETER = "work"
"""Name of the URL parameter that says whose workspace a page shows."""

_PLACE = "class_place"
_FRESH_S = 2.0
"""For how long somebody who was put out is still answered."""


def classroom() -> ClassSettings | None:
    """Return the class that is served; None where it is one person's own machine."""
    return class_of_server()


def actor() -> Actor:
    """Return who looks. Raises AccessError for a session whose member is in the class no more."""
    settings = classroom()
    if settings is None:
        return LOCAL
    member = _member(settings, cookie(), int(time.monotonic() / _FRESH_S))
    if member is None:
        raise AccessError("You are no longer in this class: reload the page to enter it again.")
    return member.actor


def forget() -> None:
    """Ask anew who everybody is, once somebody was put out."""
    _member.cache_clear()


def cookie() -> str | None:
    """Return the word that the browser keeps of the class."""
    word: str | None = st.context.cookies.to_dict().get(COOKIE)
    return word


def teaches() -> bool:
    """Tell whether who looks is a teacher, as one person alone is."""
    return actor().role is Role.TEACHER


def follow() -> None:
    """Take the workspace that the address asks for, and say there which one is open."""
    if classroom() is None:
        return
    asked = address.text(PARAMETER)
    if asked is not None and PARAMETER not in st.session_state:
        go_to(asked)
    st.session_state[PARAMETER] = asked or ""
    address.write({PARAMETER: None if place() in (MINE, _first().id) else place()})


def go_to(place_id: str) -> None:
    """Let the tab look at another workspace of the class; one that is not theirs leaves it."""
    if place_id in {one.id for one in known_places()}:
        st.session_state[_PLACE] = place_id


def change_to(place_id: str) -> None:
    """Leave all that the tab looks at for another workspace, as a new tab would open it."""
    if place_id in {one.id for one in known_places()}:
        st.session_state.clear()
        for name in address.names():
            address.take(name)
        go_to(place_id)


def place() -> str:
    """Return the id of the workspace that the tab looks at."""
    chosen: str = st.session_state.get(_PLACE, "")
    return chosen or _first().id


def known_places() -> tuple[Place, ...]:
    """Return the workspaces that who looks may open; none where there is no class."""
    settings = classroom()
    return () if settings is None else places(settings, actor())


def workspace() -> Workspace:
    """Return the workspace that the tab looks at, as who looks may use it. Raises AccessError."""
    settings = classroom()
    return Workspace.current() if settings is None else open_place(settings, actor(), place())


def at_home() -> bool:
    """Tell whether the tab looks at the own work of who looks."""
    return classroom() is None or place() == MINE


def home() -> Workspace | None:
    """Return the own work of who looks; None for a viewer of a class, who has none."""
    settings = classroom()
    if settings is None:
        return Workspace.current()
    own = any(one.id == MINE for one in known_places())
    return open_place(settings, actor(), MINE) if own else None


def shelf() -> Workspace:
    """Return what all of a class may read; for one person alone it is their own workspace."""
    settings = classroom()
    return Workspace.current() if settings is None else open_place(settings, actor(), SHELF)


def _first() -> Place:
    return known_places()[0]


@lru_cache(maxsize=512)
def _member(settings: ClassSettings, word: str | None, _moment: int) -> Member | None:
    return member_of(settings, word)
