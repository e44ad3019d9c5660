"""The stage of a class, as a projector shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.classroom import (
    SHELF,
    answer,
    begin,
    open_place,
)
from dctaxi.runner import runner_for
from pages.components.classroom import attendance
from pages.components.shared import sitemap
from tests.pages.classroom.conftest import CHOICE
from tests.pages.visiting import check, keys, texts
from tests.waiting import until


@pytest.mark.usefixtures("compiled")
def test_the_stage_shows_the_way_in_then_the_question_then_what_is_true(people, opened) -> None:
    attendance.presence().note(people.actor("Ada").id)
    stage = opened("Vi", sitemap.STAGE.file)  # who only looks, at the projector
    assert "student" in texts(stage)  # the code
    assert "Ada" in texts(stage)
    assert "Bob" not in texts(stage)
    assert not [one for one in keys(stage) if one.startswith("class_close")]

    run = begin(people.settings, people.actor("Ms T"), CHOICE)
    answer(people.settings, people.actor("Ada"), run.number, "a")
    check(stage.run())
    assert "Which?" in [one.value for one in stage.header]
    assert falling(stage)["arrived"] == 1
    assert falling(stage)["lanes"][0]["chosen"] == 0  # hidden

    teacher = opened("Ms T", sitemap.STAGE.file)
    assert "1 of 1" in texts(teacher)
    check(teacher.button(key="class_reveal").click().run())
    shelf = open_place(people.settings, people.actor("Ms T"), SHELF)
    until(lambda: all(job.state.finished for job in runner_for(shelf).snapshot()))
    check(teacher.run())
    assert "a and b: not told apart; 1 of 1 chose so." in texts(teacher)
    lanes = falling(teacher)["lanes"]
    assert [(lane["label"], lane["chosen"], len(lane["values"])) for lane in lanes] == [
        ("a", 1, 256),
        ("b", 0, 256),
    ]
    runner_for(shelf).close()
    check(teacher.button(key="class_close").click().run())
    assert "student" in texts(teacher)


def falling(app: AppTest) -> dict[str, Any]:
    """Return what the picture of the stage is handed."""
    (found,) = [
        json.loads(component.proto.json)
        for component in app.get("bidi_component")
        if component.proto.component_name.endswith("falling")
    ]
    return dict(found)
