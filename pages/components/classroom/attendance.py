"""Which students of a class have a page open just now, and which of them have answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.access import Role
from dctaxi.classroom import Presence, answered, members
from pages.components.shared import who

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run


class Attendance(NamedTuple):
    """How many students have answered, of how many; and the names of those who have not."""

    came: int
    students: int
    missing: tuple[str, ...]


@st.cache_resource(show_spinner=False)
def presence() -> Presence:
    """Return who is there, as all tabs of the server tell it."""
    return Presence()


def of(settings: ClassSettings, run: Run) -> Attendance:
    """Count who is there; who has answered and left counts, too. For teachers."""
    given, here = answered(settings, who.actor(), run.number), presence().here()
    there = [
        one
        for one in members(settings)
        if one.role is Role.STUDENT and (one.id in here or one.id in given)
    ]
    missing = tuple(one.name for one in there if one.id not in given)
    return Attendance(len(there) - len(missing), len(there), missing)
