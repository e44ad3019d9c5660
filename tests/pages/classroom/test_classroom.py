"""A class on its pages: who sees what, a lesson from beginning to table, forged requests."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dctaxi.classroom import (
    MINE,
    SHELF,
    Race,
    answer,
    arrived,
    begin,
    close,
    live,
    members,
    open_place,
    read_settings,
    remove,
)
from dctaxi.runner import runner_for
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study
from dctaxi.teaching.lessons import SHIPPED, Lesson
from pages.components.classroom import attendance, guess
from pages.components.shared import links, sitemap
from tests.pages.classroom.conftest import CHOICE, CLASS
from tests.pages.visiting import check, go, keys, open_page, texts
from tests.waiting import until


def test_one_person_alone_has_no_page_of_a_class_and_reads_how_one_is_served() -> None:
    assert [title.value for title in open_page(CLASS).title] == [sitemap.HOME.title]
    app = open_page(sitemap.LEARN.file)
    assert "python -m dctaxi serve --class" in texts(app)
    assert "class_bar" not in keys(app)


@pytest.mark.parametrize("name", ["Ms T", "Ada"])
def test_in_a_class_everybody_has_its_page(opened, name: str) -> None:
    assert [title.value for title in opened(name).title] == [sitemap.CLASSROOM.title]


def test_a_teacher_begins_a_lesson_and_every_student_is_at_it(people, opened) -> None:
    teacher = opened("Ms T")
    assert "student" in texts(teacher)  # the code, to be said to the class
    teacher.selectbox(key="class_lesson").set_value("tpe").run()
    check(teacher.button(key="class_begin").click().run())
    run = live(people.settings)
    assert run.lesson.title == SHIPPED["tpe"].title
    assert "For the teacher, 15 minutes" in [one.label for one in teacher.expander]

    ada = opened("Ada", sitemap.STUDIES.file)
    assert [title.value for title in ada.title] == [sitemap.RACE.title]
    assert SHIPPED["tpe"].title in texts(ada)
    assert not [one for one in ada.expander if one.label.startswith("For the teacher")]
    # Somebody who looks around is not fetched back.
    go(ada, sitemap.STUDIES.file)
    assert [title.value for title in ada.title] == [sitemap.STUDIES.title]


def test_a_lesson_that_ends_is_left_by_all_who_were_at_it(people, opened) -> None:
    run = begin(people.settings, people.actor("Ms T"), CHOICE)
    ada = opened("Ada", sitemap.STUDIES.file)
    assert "lesson_leave" in keys(ada)
    close(people.settings, people.actor("Ms T"), run.number)
    check(ada.run())
    assert "lesson_leave" not in keys(ada)


def test_a_lesson_of_ones_own_outlives_that_of_the_class(people, opened) -> None:
    run = begin(people.settings, people.actor("Ms T"), CHOICE)
    ada = opened("Ada", sitemap.STUDIES.file)
    ada.session_state["lesson_word"] = "tpe"  # as after another one was opened
    close(people.settings, people.actor("Ms T"), run.number)
    check(ada.run())
    assert "lesson_leave" in keys(ada)


def test_who_is_there_and_has_not_answered_is_named_to_the_teacher_alone(people, opened) -> None:
    run = begin(people.settings, people.actor("Ms T"), CHOICE)
    opened("Ada", sitemap.STUDIES.file)
    attendance.presence().note(people.actor("Ada").id)
    teacher = opened("Ms T")
    assert "Missing: Ada" in texts(teacher)  # and not Bob, whose pages are closed
    answer(people.settings, people.actor("Ada"), run.number, "a")
    check(teacher.run())
    assert "Missing" not in texts(teacher)
    answer(people.settings, people.actor("Bob"), run.number, "a")
    attendance.presence.clear()
    assert attendance_texts(teacher.run()) == ["2 of 2 have answered"]


def attendance_texts(app: AppTest) -> list[str]:
    return [one.proto.text for one in app.get("progress")]


@pytest.mark.usefixtures("compiled")
def test_guesses_stay_hidden_until_the_reveal_and_then_stand_beside_the_truth(
    people, opened
) -> None:
    begin(people.settings, people.actor("Ms T"), CHOICE)
    ada = opened("Ada")
    ada = go(ada, CLASS)
    check(ada.button(key="class_commit").click().run())
    assert "Expected a guess, got none: answer first." in texts(ada)
    ada.radio(key="class_answer").set_value("b").run()
    check(ada.button(key="class_commit").click().run())
    assert "Your guess: **b**" in texts(ada)
    assert "class_commit" not in keys(ada)
    answer(people.settings, people.actor("Bob"), live(people.settings).number, "a")

    teacher = opened("Ms T")
    assert "What they say is hidden until the reveal" in texts(teacher)
    assert "Missing" not in texts(teacher)
    assert "Bob" not in str([chart.proto.spec for chart in teacher.get("plotly_chart")])
    check(teacher.button(key="class_reveal").click().run())
    shelf = open_place(people.settings, people.actor("Ms T"), SHELF)
    until(lambda: all(job.state.finished for job in runner_for(shelf).snapshot()))
    check(teacher.run())
    assert "Medians of fresh trainings" in texts(teacher)
    assert set(teacher.dataframe[0].value["Name"]) == {"Ada", "Bob"}
    assert "blind guesses would have won" in texts(teacher)

    people.are("Ada")
    check(ada.run())
    assert "Your first guess won" in texts(ada)
    assert not ada.dataframe
    shown = str([chart.proto.spec for chart in ada.get("plotly_chart")])
    assert "Ada" in shown
    assert "Bob" not in shown
    assert "class_answers_csv" not in keys(ada)
    runner_for(shelf).close()

    people.are("Ms T")
    check(teacher.button(key="class_reset").click().run())
    assert arrived(people.settings, live(people.settings).number) == 0
    check(teacher.button(key="class_close").click().run())
    assert live(people.settings) is None


def test_a_page_that_was_cut_off_before_its_form_comes_to_it(people, opened) -> None:
    ada = opened("Ada")
    begin(people.settings, people.actor("Ms T"), CHOICE)
    ada.session_state[guess.FORM_DUE] = True
    check(ada.run())
    assert "class_commit" in keys(ada)
    assert not ada.session_state[guess.FORM_DUE]


def test_ranges_are_sent_once_and_a_race_without_any_says_so(people, opened) -> None:
    lesson = Lesson("Whose?", "new", "Set ranges.", space=PRESETS["first"].space)
    begin(people.settings, people.actor("Ms T"), lesson, Race(2, 5))
    teacher = opened("Ms T")
    check(teacher.button(key="class_reveal").click().run())
    assert "Nobody has sent ranges, so there is nothing to race." in texts(teacher)
    shelf = open_place(people.settings, people.actor("Ms T"), SHELF)
    assert not runner_for(shelf).snapshot()
    check(teacher.button(key="class_reset").click().run())

    ada = go(opened("Ada"), CLASS)
    check(ada.button(key="class_ranges").click().run())
    assert ada.button(key="class_ranges").disabled
    assert "These ranges race for you, as set in this tab" in texts(ada)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("http://localhost:8501/classroom", "http://192.0.2.7:8501/"),
        ("http://[::1]:8501/classroom", "http://192.0.2.7:8501/"),
        ("http://127.0.0.1/classroom", "http://192.0.2.7/"),
    ],
)
def test_others_join_by_the_address_of_the_machine_in_its_network(
    people, opened, monkeypatch: pytest.MonkeyPatch, here: str, there: str
) -> None:
    assert people.settings.base_url == ""
    monkeypatch.setattr(type(st.context), "url", property(lambda _: here))
    monkeypatch.setattr(links, "address_in_network", lambda: "192.0.2.7")
    monkeypatch.setattr(links, "_serves_others", lambda: True)
    teacher = opened("Ms T")
    assert teacher.code[0].value == there
    assert "works on this machine only" not in texts(teacher)


def test_a_teacher_makes_a_new_code_and_reads_what_is_wrong_with_the_file(people, opened) -> None:
    teacher = opened("Ms T")
    check(teacher.button(key="class_new_code").click().run())
    fresh = read_settings(people.settings.folder / "class.toml").code
    assert fresh != "student"
    assert fresh in texts(teacher)

    path = people.settings.folder / "class.toml"
    path.write_text("code = ", "utf-8")
    check(teacher.run())
    assert fresh in texts(teacher)
    assert f"{path}: expected TOML" in texts(teacher)
    check(teacher.button(key="class_new_code").click().run())
    assert path.read_text("utf-8") == "code = "


def test_a_teacher_removes_somebody_with_all_their_work(people, opened, monkeypatch) -> None:
    ada = people.actor("Ada")
    work = open_place(people.settings, ada, MINE).folder("drafts").parent
    teacher = opened("Ms T")
    with monkeypatch.context() as patched:

        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        patched.setattr("shutil.rmtree", refuse)
        vi = f"class_remove_{people.actor('Vi').id}"
        open_place(people.settings, people.actor("Bob"), MINE).folder("drafts")
        bob = f"class_remove_{people.actor('Bob').id}"
        check(teacher.button(key=vi).click().run())  # who has no work
        check(teacher.button(key=bob).click().run())
        assert "cannot be deleted (Permission denied)" in texts(teacher)
    check(teacher.button(key=f"class_remove_{ada.id}").click().run())
    assert "cannot be deleted" not in texts(teacher)
    assert not work.exists()
    assert [one.name for one in members(people.settings)] == ["Ms T"]


def test_each_student_sees_their_own_studies_and_the_teacher_all(
    people, opened, no_notes_on_new_studies
) -> None:
    del no_notes_on_new_studies
    for name in ("Ada", "Bob"):
        workspace = open_place(people.settings, people.actor(name), MINE)
        workspace.folder("")
        for study in ("same name", f"of {name}"):
            create_study(StudyPlan(study, PRESETS["first"].space, n_trials=1), workspace)
    ada = opened("Ada", sitemap.STUDIES.file)
    assert "of Ada" in all_of(ada)
    assert "of Bob" not in all_of(ada)

    bobs = people.actor("Bob").id
    forged = opened("Ada", sitemap.STUDIES.file, work=bobs)
    assert "of Bob" not in all_of(forged)
    assert "of Ada" in all_of(forged)
    teacher = opened("Ms T", sitemap.STUDIES.file, work=bobs)
    assert "of Bob" in all_of(teacher)
    assert "not your own work" in texts(teacher)
    teacher.button(key="class_back").click().run()
    assert "of Bob" not in all_of(check(teacher))


def test_on_the_shelf_a_student_looks_and_what_they_try_is_refused_in_a_sentence(
    people, opened, no_notes_on_new_studies
) -> None:
    del no_notes_on_new_studies
    shelf = open_place(people.settings, people.actor("Ms T"), SHELF)
    shelf.folder("")
    create_study(StudyPlan("shared", PRESETS["first"].space, n_trials=1), shelf)
    ada = opened("Ada", sitemap.STUDIES.file, work=SHELF)
    assert "shared" in all_of(ada)
    assert "You can look, but not change anything." in texts(ada)
    new = opened("Ada", sitemap.NEW_STUDY.file, work=SHELF)
    new.button(key="launch_button").click().run()
    assert "A viewer may not run studies here" in texts(new)
    assert runner_for(shelf).snapshot() == ()
    runner_for(shelf).close()


def test_a_viewer_sees_the_shelf_and_answers_nothing(people, opened) -> None:
    begin(people.settings, people.actor("Ms T"), CHOICE)
    app = opened("Vi")
    assert "Which?" in texts(app)
    assert {"class_commit", "class_begin", "class_reveal"}.isdisjoint(keys(app))


def test_a_session_whose_member_is_out_says_so_and_shows_nothing(people, opened) -> None:
    app = opened("Bob", sitemap.STUDIES.file)
    remove(people.settings, people.actor("Ms T"), people.actor("Bob").id)
    people.are("Bob")
    check(app.run())
    assert "You are no longer in this class" in texts(app)
    assert not app.button
    people.are("forged.word")
    assert "You are no longer in this class" in texts(open_page(CLASS))


def all_of(app: AppTest) -> str:
    tables = " ".join(str(table.value.to_dict()) for table in app.dataframe)
    links = [link.proto.label for link in app.get("page_link")]
    return f"{texts(app)} {tables} {links}"
