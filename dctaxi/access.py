"""Who acts, and what they may do: the one table of roles and actions, asked below every page.

A workspace carries whoever opened it. Each function that changes something of a workspace asks it
first (``Workspace.allow``), so no page, command, address or message has a way past the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What somebody is in a class. One person who uses the program alone is a teacher."""

    VIEWER = "viewer"
    STUDENT = "student"
    TEACHER = "teacher"


class Action(StrEnum):
    """Everything that changes something; the value is what a sentence says of it."""

    RUN_STUDY = "run studies"
    CHANGE_STUDY = "change studies"
    DELETE_STUDY = "delete studies"
    SAVE_ALL_STUDIES = "back up, restore or upgrade all studies"
    KEEP_DRAFT = "keep drafts"
    KEEP_SPACE = "keep spaces"
    KEEP_DATA = "keep data"
    DELETE_DATA = "delete data sets"
    TRAIN = "train models"
    RENAME_TRAINED = "rename trainings"
    DELETE_TRAINED = "delete trainings"
    FIT_MODEL = "fit models"
    DELETE_MODEL = "delete models"
    STOP_JOB = "stop jobs"
    ANSWER = "answer in a lesson of the class"
    LEAD = "lead a lesson of the class"
    MANAGE_CLASS = "manage the class"


_WORK: Final = frozenset(Action) - {Action.LEAD, Action.MANAGE_CLASS, Action.SAVE_ALL_STUDIES}

ALLOWED: Final[Mapping[Role, frozenset[Action]]] = MappingProxyType({
    Role.VIEWER: frozenset(),
    Role.STUDENT: _WORK,
    Role.TEACHER: frozenset(Action),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with a role. ``id`` tells the people of a class apart; ``name`` is what they say."""

    id: str
    name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Tell whether the table allows it."""
        return action in ALLOWED[self.role]


LOCAL: Final = Actor("", "you", Role.TEACHER)
"""The one who uses the program alone."""
