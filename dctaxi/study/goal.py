"""What is looked at of a study that another program made: one of its objectives, and its unit.

Here lower is better everywhere. An objective that is maximised is looked at with its sign changed,
and what it is called says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import msgspec

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible
from dctaxi.storage import StoredStudy, stored_studies, writing
from dctaxi.workspace import Workspace

GOAL_KEY: Final = "dctaxi:goal"
"""The study's user attribute with the objective that is looked at, and its unit."""

MAX_UNIT_LENGTH: Final = 24

_NO_UNIT: Final = "units"


class Choice(msgspec.Struct, frozen=True):
    """What a reader chose, as stored: the objective's place, and its unit, empty where unsaid."""

    objective: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """One of a study's objectives: its place, and of all of them names and which are maximised."""

    names: tuple[str, ...] = ("objective",)
    maximised: tuple[bool, ...] = (False,)
    objective: int = 0
    unit: str = ""

    @property
    def sign(self) -> int:
        """Return what an objective is multiplied by, so that lower is better."""
        return -1 if self.maximised[self.objective] else 1

    @property
    def name(self) -> str:
        """Name of the objective that is looked at."""
        return self.names[self.objective]

    @property
    def measured_in(self) -> str:
        """The word behind its amounts, where a study of this program says dollars."""
        word = self.unit or (self.name if self.name != "objective" else _NO_UNIT)
        return f"negated {word}" if self.sign < 0 else word

    def values(self, objectives: Sequence[float]) -> float:
        """Return the objective that is looked at, lower being better."""
        return self.sign * objectives[self.objective]


MINIMISED: Final = Goal()
"""The goal of this program's studies."""


def goal_of(study: StoredStudy) -> Goal:
    """Return what is looked at of a study; its first objective where nobody chose."""
    count = max(1, len(study.directions))
    default = ("objective",) if count == 1 else tuple(f"objective {n}" for n in range(count))
    named = tuple(visible(name) for name in study.metric_names)
    try:
        text = study.attributes.get(GOAL_KEY, "{}")
        choice = msgspec.json.decode(text.encode(), type=Choice)
    except (msgspec.DecodeError, UnicodeEncodeError):
        choice = Choice()
    return Goal(
        named if len(named) == count else default,
        tuple(direction == "MAXIMIZE" for direction in study.directions) or (False,),
        choice.objective if 0 <= choice.objective < count else 0,
        visible(choice.unit)[:MAX_UNIT_LENGTH],
    )


def goal_in(user_attrs: Mapping[str, Any]) -> Goal:
    """Return the goal that reading put among a study's attributes; this program's elsewhere."""
    found = user_attrs.get(GOAL_KEY)
    try:
        return msgspec.convert(found, Goal) if found is not None else MINIMISED
    except msgspec.ValidationError:
        return MINIMISED


def goal_json(goal: Goal) -> dict[str, Any]:
    """Return a goal as plain JSON values."""
    return asdict(goal)


def choose_goal(name: str, objective: int, unit: str, workspace: Workspace) -> None:
    """Choose what is looked at of a study of another program, and the word behind its amounts.

    Raises StudyError (there is no such study or objective, it is this program's, or the unit is too
    long) and StorageError (the database cannot be used).
    """
    workspace.allow(Action.CHANGE_STUDY)
    found = stored_studies(workspace.storage_url, name)
    if not found:
        raise StudyError(f"There is no study {name!r}: choose one from the list of studies.")
    (study,) = found
    if "dctaxi:plan" in study.attributes:
        raise StudyError(f"The study {name!r} says itself what it minimises: look at it as it is.")
    names = goal_of(study).names
    if not 0 <= objective < len(names):
        raise StudyError(
            f"Expected one of the objectives 0 to {len(names) - 1} of {name!r}, got {objective}."
        )
    unit = unit.strip()
    if len(unit) > MAX_UNIT_LENGTH:
        raise StudyError(
            f"Expected a unit of at most {MAX_UNIT_LENGTH} characters, got {len(unit)}: shorten it."
        )
    with writing(workspace.storage_url) as storage:
        kept = json.loads(msgspec.json.encode(Choice(objective, unit)))
        storage.set_study_user_attr(study.study_id, GOAL_KEY, kept)
