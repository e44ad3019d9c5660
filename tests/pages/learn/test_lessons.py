import json

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.space import Fixed, FloatRange, SearchSpace, space_from_json
from dctaxi.teaching.lessons import (
    CONTROLS,
    SHIPPED,
    Guess,
    Lesson,
    Option,
    lesson_from_link,
    lesson_to_json,
    lesson_to_link,
)
from dctaxi.teaching.lessons.shipped import ORDER
from dctaxi.workspace import Workspace
from pages.components.shared import sitemap
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, go, keys, open_page, texts
from tests.studies import SPACE, train_study
from tests.waiting import until_idle

PAGE = "pages/learn/learn.py"


def space_of(app: AppTest) -> SearchSpace:
    return space_from_json(app.session_state["working_space"])


@pytest.mark.parametrize("name", ORDER)
def test_a_shipped_lesson_opens_by_its_name_with_its_task_and_guess(name: str) -> None:
    lesson = SHIPPED[name]
    app = open_page(sitemap.BY_ID[lesson.page].file, lesson=name)
    assert lesson.title in texts(app)
    assert app.query_params["lesson"] == name  # so that a reload opens it again
    if lesson.guess is not None:
        assert lesson.guess.question in texts(app)
        app.button(key="lesson_commit").click().run()
        assert "Expected a guess" in app.error[0].value
    if lesson.space is not None and lesson.page == "new":
        assert space_of(app) == lesson.space
    for control, value in lesson.state.items():
        assert app.session_state[control] == (list(value) if isinstance(value, tuple) else value)


def test_the_list_offers_every_lesson_and_leads_to_its_page() -> None:
    app = open_page(PAGE)
    assert all(lesson.title in texts(app) for lesson in SHIPPED.values())
    app.button(key="lesson_open_tpe").click().run()
    check(app)
    assert app.title[0].value == "Race"
    assert app.number_input(key="race_trials").disabled
    go(app, "pages/explore/race.py")
    check(app.button(key="lesson_leave").click().run())
    assert not app.number_input(key="race_trials").disabled


def test_a_guess_is_scored_once_it_is_given_and_the_next_lesson_follows() -> None:
    app = open_page("pages/learn/scale.py", lesson="log-scale")
    assert not [button for button in app.button if button.key == "lesson_truth_train"]
    check(app.radio(key="lesson_answer").set_value("In log scale").run())
    check(app.button(key="lesson_commit").click().run())
    assert "512 trainings" in texts(app)
    if "of 100 points" not in texts(app):
        check(app.button(key="lesson_truth_train").click().run())
    assert "100 of 100 points" in texts(app)
    check(app.button(key="lesson_again").click().run())
    assert "points" not in texts(app)
    app.button(key="lesson_next").click().run()
    check(app)
    assert SHIPPED["network"].title in texts(app)


@pytest.mark.parametrize("name", [name for name in ORDER if SHIPPED[name].guess])
def test_the_guess_of_a_shipped_lesson_is_kept_and_then_revealed(name: str) -> None:
    lesson = SHIPPED[name]
    guess = lesson.guess
    assert guess is not None
    app = open_page(sitemap.BY_ID[lesson.page].file, lesson=name)
    assert "points" not in texts(app)
    if guess.kind == "number":
        check(app.number_input(key="lesson_answer").set_value(7.0).run())
        told = "The median of 256 fresh trainings is"
    else:
        check(app.radio(key="lesson_answer").set_value(guess.options[0].label).run())
        told = f"Medians of fresh trainings, with 95 % intervals: {guess.options[0].label}: "
    check(app.button(key="lesson_commit").click().run())
    if "of 100 points" not in texts(app):
        check(app.button(key="lesson_truth_train").click().run())
    assert "of 100 points" in texts(app)
    assert told in texts(app)
    check(app.run())
    assert "of 100 points" in texts(app)  # once revealed it stays


def test_the_lessons_follow_each_other_from_page_to_page() -> None:
    first, *others = SHIPPED.values()
    app = open_page(sitemap.BY_ID[first.page].file, lesson=ORDER[0])
    for lesson in others:
        check(app.run())  # whatever the page bound to its address, it can be left
        check(app.button(key="lesson_next").click().run())
        assert lesson.title in texts(app)
        assert SHIPPED[app.query_params["lesson"]] == lesson
    assert "lesson_next" not in {str(button.key) for button in app.button}


@pytest.mark.parametrize("page", CONTROLS)
def test_every_control_of_the_table_is_honoured_by_its_page(page: str) -> None:
    names = tuple(CONTROLS[page])
    rows = all(control.row for control in CONTROLS[page].values())

    def controls(app: AppTest) -> dict[str, bool]:
        """Return whether each control that is drawn can be moved."""
        if not rows:
            blocks = (app.number_input, app.pills, app.segmented_control, app.toggle, app.slider,
                      app.select_slider, app.text_input)  # fmt: skip
            widgets = [each for widgets in blocks for each in widgets]
            return {str(each.key): not each.disabled for each in widgets if each.key in names}
        prefix = {"new": "space.{}.", "whatif": "whatif_text_{}"}[page]
        labels = {name: control.title for name, control in CONTROLS[page].items()}
        return {
            name: any(key.startswith(prefix.format(name)) for key in keys(app))
            for name in names
            if f"**{labels[name]}**" in texts(app)
            or any(key.startswith(prefix.format(name)) for key in keys(app))
        }

    free = open_page(sitemap.BY_ID[page].file)
    assert controls(free) == dict.fromkeys(names, True)
    for changes, expected in (
        ({"locked": names}, dict.fromkeys(names, False)),
        ({"hidden": names}, {}),
    ):
        lesson = Lesson("Closed", page, "Look.", space=SPACE, **changes)
        app = open_page(sitemap.BY_ID[page].file, lesson=lesson_to_link(lesson))
        assert controls(app) == expected


def test_what_a_lesson_closed_stays_whatever_else_the_student_does() -> None:
    space = SPACE.replace("lr", Fixed(0.03))
    lesson = Lesson("Keep lr", "new", "Change the rest.", space=space, locked=("lr",))
    app = open_page("pages/search/new.py", lesson=lesson_to_link(lesson))
    app.session_state["working_space"] = SPACE.replace(
        "lr", FloatRange(0.1, 0.2)
    ).replace("max_batches", Fixed(33)).to_json()  # as a preset or a file would  # fmt: skip
    check(app.run())
    assert space_of(app)["lr"] == Fixed(0.03)
    assert space_of(app)["max_batches"] == Fixed(33)
    race = Lesson(
        "Few", "race", "Race.", state={"race_repeats": 3}, locked=("race_repeats",)
    )  # fmt: skip
    app = open_page("pages/explore/race.py", lesson=lesson_to_link(race), race_repeats="50")
    assert app.number_input(key="race_repeats").value == 3


def test_a_space_of_a_lesson_is_asked_what_if_also_where_there_are_studies(
    workspace: Workspace,
) -> None:
    train_study(workspace, "mine")
    space = SPACE.replace("lr", FloatRange(0.02, 0.04, log=True))
    lesson = Lesson("Narrow", "whatif", "Look.", space=space)
    app = open_page("pages/explore/whatif.py", lesson=lesson_to_link(lesson))
    assert app.text_input(key="whatif_text_lr").value == "0.02:0.04"
    own = open_page("pages/explore/whatif.py", lesson=lesson_to_link(Lesson("T", "whatif", "x")))
    assert own.text_input(key="whatif_text_lr").value == "0.009:0.07"
    assert own.query_params["study"] == "mine"


def test_a_reload_keeps_the_lesson_and_leaving_it_ends_that() -> None:
    app = open_page(PAGE)
    app.button(key="lesson_open_network").click().run()
    check(app.run())
    assert app.query_params["lesson"] == "network"
    again = open_page("pages/learn/network.py", lesson=app.query_params["lesson"])
    assert SHIPPED["network"].task.split("\n")[0] in texts(again)
    check(again.run())
    check(again.button(key="lesson_leave").click().run())
    assert "lesson" not in again.query_params
    again.query_params["lesson"] = "network"  # as a browser says that has not heard of it yet
    check(again.run())
    assert "lesson_leave" not in keys(again)


def test_a_lesson_of_ones_own_stays_in_the_address_in_full() -> None:
    lesson = Lesson("Mine", "race", "Race.", state={"race_repeats": 3})
    app = check(open_page("pages/explore/race.py", lesson=lesson_to_link(lesson)).run())
    assert lesson_from_link(app.query_params["lesson"]) == lesson


def test_only_the_first_guess_earns_points() -> None:
    app = open_page("pages/learn/scale.py", lesson="log-scale")
    for answer in ("In equal steps", "In log scale"):
        check(app.radio(key="lesson_answer").set_value(answer).run())
        check(app.button(key="lesson_commit").click().run())
        if "points" not in texts(app):
            check(app.button(key="lesson_truth_train").click().run())
        assert "**0 of 100 points" in texts(app)
        if answer == "In equal steps":
            assert "for your first guess" not in texts(app)
            check(app.button(key="lesson_again").click().run())
    assert "for your first guess: In equal steps." in texts(app)
    assert "In log scale came out lowest" in texts(app)


@pytest.mark.parametrize("page", ["whatif", "luck", "batch_norm"])
def test_nothing_is_trained_at_once_below_an_unanswered_question(
    page: str, workspace: Workspace, engine: FakeEngine
) -> None:
    check(open_page("pages/learn/scale.py").button(key="scale_train").click().run())
    until_idle(workspace)  # now the speed is known
    guess = Guess("How low?", "number", (Option("all", SPACE.replace("lr", Fixed(0.03))),))
    lesson = Lesson("Guess", page, "Look.", guess=guess)
    app = open_page(PAGE)
    # As from the list of lessons: what an address brings waits for a click anyway.
    app.session_state["lesson"] = json.dumps(lesson_to_json(lesson))
    engine.trained.clear()
    check(go(app, sitemap.BY_ID[page].file).run())
    assert not engine.trained
    check(app.number_input(key="lesson_answer").set_value(7.0).run())
    check(app.button(key="lesson_commit").click().run())
    until_idle(workspace)
    assert len(engine.trained) > 256  # the answer, and what the page trains of its own accord


def test_what_another_student_trained_does_not_answer_the_guess(workspace: Workspace) -> None:
    def page() -> AppTest:
        return open_page("pages/learn/scale.py", lesson="log-scale")

    others = open_page(
        "pages/learn/scale.py", scale_low="0.001", scale_high="100", scale_samples="300"
    )
    check(others.button(key="scale_train").click().run())
    until_idle(workspace)
    assert "the median in log scale is" in texts(check(others.run()))
    app = page()
    assert "the median in log scale is" not in texts(app)
    assert "scale_train" not in keys(app)
    check(app.radio(key="lesson_answer").set_value("In log scale").run())
    check(app.button(key="lesson_commit").click().run())
    assert "the median in log scale is" in texts(app)


def test_a_damaged_link_is_one_sentence_and_the_page_is_there() -> None:
    app = open_page("pages/explore/race.py", lesson="nonsense!")
    assert "this one is damaged" in app.error[0].value
    assert app.number_input(key="race_trials")
