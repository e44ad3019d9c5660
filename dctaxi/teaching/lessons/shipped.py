"""The lessons that come with the program, in the order of the chapter."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import TYPE_CHECKING

from dctaxi.teaching.lessons.file import parse_lesson

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson

ORDER = ("log-scale", "network", "batch-norm", "seed", "tpe", "ranges", "easy-batch")
"""The names of the files beside this one, which links use too."""


class _Shipped(Mapping[str, "Lesson"]):
    """The lessons by name; their files are read when a lesson is first asked for."""

    def __getitem__(self, name: str) -> Lesson:
        if name not in ORDER:
            raise KeyError(name)
        return _lesson(name)

    def __iter__(self) -> Iterator[str]:
        return iter(ORDER)

    def __len__(self) -> int:
        return len(ORDER)

    def __contains__(self, name: object) -> bool:
        return name in ORDER


SHIPPED: Mapping[str, Lesson] = _Shipped()


def after(lesson: Lesson) -> Lesson | None:
    """Return the lesson after a shipped one; None after the last and after any other."""
    lessons = list(SHIPPED.values())
    if lesson not in lessons[:-1]:
        return None
    return lessons[lessons.index(lesson) + 1]


@functools.cache
def _lesson(name: str) -> Lesson:
    file = resources.files("dctaxi.teaching.lessons") / f"{name}.json"
    return parse_lesson(file.read_bytes())
