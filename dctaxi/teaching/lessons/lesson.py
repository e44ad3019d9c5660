"""A lesson: a page in a state that someone prepared, a task in words, perhaps a guess.

A lesson is data. It holds no code, it is checked in full before it is shown, and its text is
shown as text.
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from dctaxi.data import (
    CHAPTER_SOURCE,
    DEFAULT_FEATURE_SET,
    DataSource,
    FeatureSet,
    SampleSource,
)
from dctaxi.errors import LessonError
from dctaxi.populations import PopulationPlan
from dctaxi.space import SearchSpace
from dctaxi.teaching.control import Control
from dctaxi.teaching.learn_pages import LEARN_PAGES
from dctaxi.teaching.lessons.controls import CONTROLS

VERSION: Final = 1
"""Version of the JSON form."""

MAX_LINE = 120
MAX_TASK = 4000
MAX_NOTES = 4000
MAX_MINUTES = 180
MAX_OPTIONS = 6
MAX_SEED = 2**32 - 1

MOST_USD = 1e6
"""No guess is larger."""

GUESS_TRAININGS = 256
"""Trainings behind each option of a guess: about 0.1 s in the chapter's space."""

PAGES: tuple[str, ...] = (
    "studies", "data", "new", "trials", "compare", "race", "whatif",
    *(page.id for page in LEARN_PAGES),
)  # fmt: skip
"""Addresses that a lesson may lead to."""

GuessKind = Literal["number", "choice"]
Plain = bool | int | float | str
StateValue = Plain | tuple[Plain, ...]

_FETCHES = ("![", "](", "]:", "://", "www.")
"""What makes Markdown show pictures or links: a lesson of a stranger must not fetch anything."""

_FRESH = 2**52
"""Draws of a guess are numbered from here, where no page's own draws are."""


@dataclass(frozen=True)
class Option:
    """One answer of a guess: what it is called, and the space whose trainings decide about it."""

    label: str
    space: SearchSpace

    def __post_init__(self) -> None:
        check_line("label", self.label)


@dataclass(frozen=True)
class Guess:
    """What the student predicts before looking.

    ``choice``: which option has the lowest median objective. ``number``: the median objective of
    the only option, from 0 to ``most_usd``.
    """

    question: str
    kind: GuessKind
    options: tuple[Option, ...]
    most_usd: float = 20.0

    def __post_init__(self) -> None:
        check_line("question", self.question)
        if self.kind not in get_args(GuessKind):
            raise LessonError(
                f"kind: expected number or choice, got {reprlib.repr(self.kind)}; write one."
            )
        least, most = (1, 1) if self.kind == "number" else (2, MAX_OPTIONS)
        if not least <= len(self.options) <= most:
            raise LessonError(
                f"options: expected {least} to {most} for a guess of a {self.kind}, got "
                f"{len(self.options)}; add or remove some."
            )
        if len({option.label for option in self.options}) < len(self.options):
            raise LessonError("options: expected different labels, got one twice; rename one.")
        if not 0 < self.most_usd <= MOST_USD:
            raise LessonError(
                f"most_usd: expected above 0 to {MOST_USD:,.0f}, got {self.most_usd}; change it."
            )


@dataclass(frozen=True)
class Lesson:
    """A page, its state, and what to do there. Raises LessonError when something is out of limits.

    ``page``: the page's address. ``state``: values of the page's controls, by the names of
    ``controls.CONTROLS``. ``space``, ``source`` and ``feature_set`` become those of the tab, where
    they are given. ``locked`` controls show and cannot be changed, ``hidden`` ones do not show.
    ``seed`` numbers the fresh draws on which a guess is scored. ``minutes`` (0: nobody said) and
    ``notes``, what students will say and what to ask next, are for teachers.
    """

    title: str
    page: str
    task: str
    state: Mapping[str, StateValue] = field(default_factory=dict)
    space: SearchSpace | None = None
    source: DataSource | None = None
    feature_set: FeatureSet | None = None
    seed: int = 0
    locked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    guess: Guess | None = None
    minutes: int = 0
    notes: str = ""

    def __post_init__(self) -> None:
        check_line("title", self.title)
        _check_text("task", self.task, MAX_TASK)
        if self.notes != "":
            _check_text("notes", self.notes, MAX_NOTES)
        if type(self.minutes) is not int or not 0 <= self.minutes <= MAX_MINUTES:
            raise LessonError(
                f"minutes: expected a whole number from 0 to {MAX_MINUTES}, got "
                f"{reprlib.repr(self.minutes)}; change it."
            )
        if self.page not in PAGES:
            raise LessonError(
                f"page: expected one of {', '.join(PAGES)}, got {reprlib.repr(self.page)}; "
                "choose one."
            )
        if not isinstance(self.source, SampleSource) and self.source not in (None, CHAPTER_SOURCE):
            raise LessonError(
                "source: expected the sample data or the chapter's files, got other files, which a "
                "lesson may not open; leave the source out."
            )
        if self.feature_set is not None and self.feature_set not in get_args(FeatureSet):
            raise LessonError(
                f"feature_set: expected one of {', '.join(get_args(FeatureSet))}, got "
                f"{reprlib.repr(self.feature_set)}; choose one."
            )
        if type(self.seed) is not int or not 0 <= self.seed <= MAX_SEED:
            raise LessonError(
                f"seed: expected a whole number from 0 to {MAX_SEED}, got "
                f"{reprlib.repr(self.seed)}; change it."
            )
        known = CONTROLS.get(self.page, {})
        _check_controls("locked", self.locked, known)
        _check_controls("hidden", self.hidden, known)
        _check_controls("state", tuple(self.state), known)
        for name, value in self.state.items():
            if not known[name].takes(value):
                raise LessonError(
                    f"state.{name}: expected {known[name].words}, got {reprlib.repr(value)}; "
                    "change it."
                )

    @property
    def closed(self) -> frozenset[str]:
        """The controls that the student cannot change."""
        return frozenset((*self.locked, *self.hidden))

    def guess_plans(self) -> tuple[PopulationPlan, ...]:
        """Return a population for each option of the guess, on draws that no page makes."""
        if self.guess is None:
            return ()
        return tuple(
            PopulationPlan(
                space=option.space,
                n=GUESS_TRAININGS,
                seed=_FRESH + self.seed,
                source=self.source or SampleSource(),
                feature_set=self.feature_set or DEFAULT_FEATURE_SET,
            )
            for option in self.guess.options
        )


def check_line(name: str, value: object) -> None:
    """Raise LessonError unless a value is one line of text that fetches nothing."""
    _check_text(name, value, MAX_LINE)
    if not str(value).isprintable():
        raise LessonError(f"{name}: expected one line of text; remove its line breaks.")


def _check_text(name: str, value: object, most: int) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        got = f"{len(value):,} characters" if isinstance(value, str) else reprlib.repr(value)
        raise LessonError(
            f"{name}: expected a text of 1 to {most:,} characters, got {got}; change it."
        )
    found = next((mark for mark in _FETCHES if mark in value.lower()), None)
    if found is not None:
        raise LessonError(
            f"{name}: expected text without links and pictures, got {found!r} in it; remove it."
        )


def _check_controls(name: str, given: Sequence[str], known: Mapping[str, Control]) -> None:
    if len(set(given)) < len(given):
        raise LessonError(f"{name}: expected each control once, got one twice; remove it.")
    for control in given:
        if control not in known:
            raise LessonError(
                f"{name}: expected only the page's controls ({', '.join(known) or 'it has none'}), "
                f"got {reprlib.repr(control)}; remove it."
            )
