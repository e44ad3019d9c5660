import base64
import dataclasses
import json
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import CHAPTER_SOURCE, GlobSource, SampleSource
from dctaxi.errors import LessonError
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons.controls import CONTROLS
from dctaxi.teaching.lessons.file import (
    MAX_BYTES,
    lesson_from_json,
    lesson_from_link,
    lesson_text,
    lesson_to_json,
    lesson_to_link,
    parse_lesson,
)
from dctaxi.teaching.lessons.lesson import MAX_TASK, PAGES, Guess, Lesson, Option
from dctaxi.teaching.lessons.shipped import SHIPPED, after

SPACE = PRESETS["chapter"].space
FULL = Lesson(
    "Title",
    "race",
    "Do **this** & that: a < b, ünïcode.",
    state={"race_samplers": ("tpe", "random"), "race_repeats": 3, "race_single": True},
    space=SPACE,
    source=SampleSource(rows=600, seed=2),
    feature_set="scaled",
    seed=9,
    locked=("race_repeats",),
    hidden=("race_single",),
    guess=Guess("Which?", "choice", (Option("a", SPACE), Option("b", PRESETS["first"].space))),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("lesson", [FULL, Lesson("T", "whatif", "x"), *SHIPPED.values()])
def test_a_lesson_survives_its_file_and_its_link(lesson):
    assert parse_lesson(lesson_text(lesson)) == lesson
    for_students = dataclasses.replace(lesson, minutes=0, notes="")
    assert lesson_from_link(lesson_to_link(lesson)) == for_students


def test_every_lesson_that_comes_along_has_minutes_and_notes_for_its_teacher():
    for lesson in SHIPPED.values():
        assert 10 <= lesson.minutes <= 30
        assert "**They will say**" in lesson.notes
        assert "**Next:**" in lesson.notes


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"minutes": -1}, "minutes: expected a whole number from 0 to 180, got -1"),
        ({"minutes": True}, "minutes: expected a whole number"),
        ({"notes": "x" * 4001}, "notes: expected a text of 1 to 4,000 characters"),
        ({"notes": "![x](http://a)"}, "notes: expected text without links and pictures"),
    ],
)
def test_minutes_and_notes_are_checked(what, why):
    with pytest.raises(LessonError, match=re.escape(why)):
        Lesson("T", "whatif", "x", **what)


def test_seven_lessons_come_with_the_program_and_follow_each_other():
    lessons = list(SHIPPED.values())
    assert len(lessons) == 7
    assert [after(lesson) for lesson in lessons] == [*lessons[1:], None]
    assert after(FULL) is None
    assert sum(lesson.guess is not None for lesson in lessons) >= 3


def read(document):
    """Return the lesson, or the sentence that says why there is none."""
    try:
        return lesson_from_json(document)
    except LessonError as error:
        return str(error)


@given(JSON)
def test_json_that_is_no_lesson_is_one_sentence(document):
    with pytest.raises(LessonError) as caught:
        lesson_from_json(document)
    assert "\n" not in str(caught.value)


@given(st.sampled_from(sorted(lesson_to_json(FULL))), JSON)
def test_any_value_in_any_field_is_read_or_refused(field, value):
    document = {**lesson_to_json(FULL), field: value}
    lesson = read(document)
    if isinstance(lesson, str):
        assert len(lesson) < 1000
    else:
        assert lesson_from_json(lesson_to_json(lesson)) == lesson


@given(
    st.sampled_from([(p, name) for p in CONTROLS for name in CONTROLS[p]]), JSON
)  # fmt: skip
def test_a_control_takes_what_its_widget_can_show_and_nothing_else(control, value):
    page, name = control
    changes = {"page": page, "state": {name: value}, "locked": [], "hidden": []}
    lesson = read({**lesson_to_json(FULL), **changes})
    if isinstance(lesson, str):
        assert f"state.{name}" in lesson
    else:
        assert CONTROLS[page][name].takes(lesson.state[name])


def test_a_line_of_text_has_a_limit():
    control = CONTROLS["network"]["network_list"]
    assert control.takes("[3, 5, 8]")
    assert control.takes("anything")  # the page says what is wrong with it
    for value in (5, ["[3]"], "x" * 121, "[3]\n"):
        assert not control.takes(value)
    assert control.words == "a line of up to 120 letters"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_a_word_that_is_no_lesson_is_one_sentence(content):
    for word in (content.decode("latin-1"), base64.urlsafe_b64encode(content).decode()):
        with pytest.raises(LessonError):
            lesson_from_link(word)


def test_a_word_that_unpacks_to_more_than_a_file_is_refused():
    bomb = zlib.compress(b'{"version": 1, "task": "' + b"x" * 10_000_000 + b'"}', 9)
    with pytest.raises(LessonError, match="damaged"):
        lesson_from_link(base64.urlsafe_b64encode(bomb).decode())
    with pytest.raises(LessonError, match="at most 64 KiB"):
        parse_lesson(b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "version: expected 1"),
        ({"version": True}, "version: expected 1"),
        ({"title": "two\nlines"}, "title: expected one line"),
        ({"title": ""}, "title: expected a text"),
        ({"task": "x" * (MAX_TASK + 1)}, "4,001 characters"),
        ({"task": "![](a.png)"}, "without links and pictures"),
        ({"task": "see [here](x)"}, "without links and pictures"),
        ({"task": "HTTPS://evil.example"}, "without links and pictures"),
        ({"task": "![a][b]\n\n[b]: //evil.example/x.png"}, "without links and pictures"),
        ({"page": "../etc"}, "page: expected one of"),
        ({"locked": ["lr"]}, "locked: expected only the page's controls"),
        ({"locked": ["race_seed", "race_seed"]}, "each control once"),
        ({"locked": "race_seed"}, "a list of names"),
        ({"state": {"working_space": 1}}, "state: expected only the page's controls"),
        ({"state": {"race_repeats": 10**9}}, "from 1 to 50"),
        ({"seed": -1}, "seed: expected"),
        ({"feature_set": "best"}, "feature_set: expected"),
        ({"source": {"kind": "sql"}}, "source.kind: expected sample, globs or trips, got 'sql'"),
        ({"source": {"kind": "globs"}}, "source.train: expected this key"),
        ({"space": {}}, "space: "),
        ({"guess": {"question": "?", "kind": "number", "options": []}}, "guess.options"),
        ({"guess": {"question": "?", "kind": "number", "options": {}}}, "guess.options"),
        ({"guess": {"question": "?", "kind": "rank", "options": []}}, "guess.kind"),
        ({"script": "x"}, "script: expected only version, title"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(changes, words):
    with pytest.raises(LessonError, match=words.replace("(", r"\(")) as caught:
        lesson_from_json({**lesson_to_json(FULL), **changes})
    assert "\n" not in str(caught.value)


def test_a_lesson_opens_no_files_but_the_chapters():
    assert Lesson("T", "whatif", "x", source=CHAPTER_SOURCE)
    with pytest.raises(LessonError, match="may not open"):
        Lesson("T", "whatif", "x", source=GlobSource("file:///etc/passwd", "file:///etc/passwd"))


def test_a_guess_is_trained_on_draws_that_no_page_makes():
    plans = FULL.guess_plans()
    assert [plan.space for plan in plans] == [option.space for option in FULL.guess.options]
    assert all(plan.seed > 2**50 and plan.feature_set == "scaled" for plan in plans)
    assert all(plan.source == FULL.source for plan in plans)


def test_the_documents_name_every_control_that_takes_a_value():
    text = (Path(__file__).parents[3] / "docs" / "learn.md").read_text("utf-8")
    controls = {name for known in CONTROLS.values() for name, one in known.items() if not one.row}
    assert {name for name in controls if f"`{name}`" not in text} == set()


def test_the_form_is_plain_json():
    assert json.loads(json.dumps(lesson_to_json(FULL))) == lesson_to_json(FULL)
    assert set(PAGES) >= set(CONTROLS)
