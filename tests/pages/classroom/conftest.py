"""A class whose people look at its pages one after another."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.classroom import (
    VARIABLE,
    ClassSettings,
    enter,
    member_of,
    read_settings,
)
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons import Guess, Lesson, Option
from pages.components.shared import sitemap, who
from tests.pages.visiting import open_page

CLASS = sitemap.CLASSROOM.file
CHOICE = Lesson(
    "Adam or SGD?", "whatif", "Guess.",
    space=PRESETS["first"].space,
    guess=Guess("Which?", "choice", (Option("a", PRESETS["first"].space),
                                     Option("b", PRESETS["first"].space))),
    notes="**Ask** why.", minutes=7,
)  # fmt: skip


class People:
    """Whoever looks: a name stands for a browser with its cookie."""

    def __init__(self, settings: ClassSettings) -> None:
        self.settings = settings
        self.words = {"Ms T": enter(settings, "teacher", "Ms T")}
        for name in ("Ada", "Bob"):
            self.words[name] = enter(settings, "student", name)
        self.words["Vi"] = enter(settings, "viewer", "Vi")
        self.now: str | None = None

    def are(self, name: str) -> None:
        """Let what runs from now on be somebody's."""
        self.now = self.words.get(name, name)
        who._member.cache_clear()

    def actor(self, name: str):
        return member_of(self.settings, self.words[name]).actor


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> People:
    path = tmp_path / "class" / "class.toml"
    path.parent.mkdir()
    path.write_text('code = "student"\nteacher_code = "teacher"\nviewer_code = "viewer"\n', "utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setenv("DCTAXI_HOME", str(path.parent))
    # Who was there when a test began is there until it ends.
    monkeypatch.setattr("dctaxi.classroom.presence.WITHIN_S", math.inf)
    found = People(read_settings(path))
    monkeypatch.setattr(who, "cookie", lambda: found.now)
    return found


@pytest.fixture
def opened(people: People) -> Callable[..., AppTest]:
    def open_as(name: str, page: str = CLASS, **query: str) -> AppTest:
        people.are(name)
        return open_page(page, **query)

    return open_as
