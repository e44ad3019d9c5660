"""The lessons that come with the program, in the order of the chapter."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Final

from dctaxi.teaching.lessons.file import parse_lesson

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson

ORDER = ("log-scale", "network", "batch-norm", "seed", "tpe", "ranges", "easy-batch")
"""The names of the files beside this one, which links use too."""

_FOLDER = resources.files("dctaxi.teaching.lessons")

SHIPPED: Final[Mapping[str, Lesson]] = {
    name: parse_lesson((_FOLDER / f"{name}.json").read_bytes()) for name in ORDER
}


def after(lesson: Lesson) -> Lesson | None:
    """Return the lesson after a shipped one; None after the last and after any other."""
    lessons = list(SHIPPED.values())
    if lesson not in lessons[:-1]:
        return None
    return lessons[lessons.index(lesson) + 1]
