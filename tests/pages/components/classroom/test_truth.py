import math
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from dctaxi.access import Actor, Role
from dctaxi.classroom import Answer, ClassSettings, Run, RunState
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons import Guess, Lesson, Option
from pages.components.classroom import truth


def test_a_table_is_of_its_own_lesson_also_where_lessons_are_counted_from_one_again(
    tmp_path, monkeypatch
):
    """As after `class delete` under a running server."""
    st.cache_data.clear()
    said = []
    monkeypatch.setattr(truth, "answers", lambda *_: said[-1])
    monkeypatch.setattr(truth, "scores", lambda _run, given, _trained: [one.name for one in given])
    monkeypatch.setattr(truth.who, "actor", lambda: Actor("t", "T", Role.TEACHER))
    settings = ClassSettings(tmp_path, "student", "teacher")

    def table(seed: int, *names: str):
        said.append(tuple(Answer(name.lower(), name, "a") for name in names))
        run = Run(1, Lesson("x", "new", "do", seed=seed), RunState.REVEALED)
        return truth.table(settings, run, [])

    assert table(1, "Ada") == ["Ada"]
    assert table(2, "Bob") == ["Bob"]
    assert table(2, "Eve") == ["Eve"]


@pytest.mark.parametrize(
    ("values", "median"), [([5.0, 3.0, 4.0, np.nan], 4.5), ([3.0, np.nan], math.inf)]
)
def test_the_median_of_the_picture_is_that_of_the_sentence(tmp_path, monkeypatch, values, median):
    """What diverged is worse than every other in both."""
    monkeypatch.setattr(truth, "answers", lambda *_: ())
    monkeypatch.setattr(truth.who, "actor", lambda: Actor("t", "T", Role.TEACHER))
    guess = Guess("How good?", "number", (Option("all", PRESETS["chapter"].space),))
    run = Run(1, Lesson("x", "new", "do", guess=guess), RunState.REVEALED)
    settings = ClassSettings(tmp_path, "student", "teacher")
    trained = SimpleNamespace(values=np.array(values))
    (shown,) = truth.dots(settings, run, [trained]).truths
    assert shown.median == median
