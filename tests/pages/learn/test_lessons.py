import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.search.dimensions import Fixed, FloatRange
from dctaxi.search.presets import PRESETS
from dctaxi.search.space import SearchSpace, space_from_json
from dctaxi.teaching.controls import CONTROLS
from dctaxi.teaching.lesson import Guess, Lesson, Option
from dctaxi.teaching.lesson_file import lesson_text, lesson_to_link
from dctaxi.teaching.shipped import ORDER, SHIPPED
from dctaxi.workspace import Workspace
from pages.components.lesson_pages import FILES
from tests.pages import trained
from tests.pages.populations import install_everywhere, texts
from tests.pages.visiting import check, go, open_page

PAGE = "pages/learn/lessons.py"
CHAPTER = PRESETS["chapter"].space


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch):
    engine = install_everywhere(monkeypatch)
    engine.go.set()
    return engine


def keys(app: AppTest) -> set[str]:
    blocks = (app.number_input, app.pills, app.segmented_control, app.toggle, app.text_input)
    return {str(each.key) for widgets in blocks for each in widgets}


def space_of(app: AppTest) -> SearchSpace:
    return space_from_json(app.session_state["working_space"])


@pytest.mark.parametrize("name", ORDER)
def test_a_shipped_lesson_opens_by_its_name_with_its_task_and_guess(name: str) -> None:
    lesson = SHIPPED[name]
    app = open_page(FILES[lesson.page], lesson=name)
    assert lesson.title in texts(app)
    assert "lesson" not in app.query_params
    if lesson.guess is not None:
        assert lesson.guess.question in texts(app)
        assert app.button(key="lesson_commit").disabled
    if lesson.space is not None and lesson.page == "space":
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
    go(app, "pages/learn/race.py")
    check(app.button(key="lesson_leave").click().run())
    assert not app.number_input(key="race_trials").disabled


def test_a_guess_is_scored_once_it_is_given_and_the_next_lesson_follows() -> None:
    app = open_page("pages/learn/scale.py", lesson="log-scale")
    assert not [button for button in app.button if button.key == "lesson_truth_train"]
    check(app.radio(key="lesson_answer").set_value("In log scale").run())
    check(app.button(key="lesson_commit").click().run())
    assert "512 trainings" in texts(app)
    if "points" not in texts(app):
        check(app.button(key="lesson_truth_train").click().run())
    assert "100 of 100 points" in texts(app)
    check(app.button(key="lesson_again").click().run())
    assert "points" not in texts(app)
    app.button(key="lesson_next").click().run()
    check(app)
    assert SHIPPED["network"].title in texts(app)


def test_the_lessons_follow_each_other_from_page_to_page() -> None:
    first, *others = SHIPPED.values()
    app = open_page(FILES[first.page], lesson=ORDER[0])
    for lesson in others:
        check(app.run())  # whatever the page bound to its address, it can be left
        check(app.button(key="lesson_next").click().run())
        assert lesson.title in texts(app)
        assert app.query_params.get("lesson") is None
    assert "lesson_next" not in {str(button.key) for button in app.button}


@pytest.mark.parametrize("page", CONTROLS)
def test_every_control_of_the_table_is_honoured_by_its_page(
    page: str, workspace: Workspace
) -> None:
    if page == "ranges":  # whose controls say what to do with a study
        trained.finished(workspace, "few")
    names = tuple(CONTROLS[page])
    rows = all(control.row for control in CONTROLS[page].values())

    def controls(app: AppTest) -> dict[str, bool]:
        """Return whether each control that is drawn can be moved."""
        if not rows:
            blocks = (app.number_input, app.pills, app.segmented_control, app.toggle, app.slider,
                      app.select_slider, app.text_input)  # fmt: skip
            widgets = [each for widgets in blocks for each in widgets]
            return {str(each.key): not each.disabled for each in widgets if each.key in names}
        prefix = {"space": "space.{}.", "whatif": "whatif_text_{}"}[page]
        labels = {name: control.title for name, control in CONTROLS[page].items()}
        return {
            name: any(key.startswith(prefix.format(name)) for key in keys(app))
            for name in names
            if f"**{labels[name]}**" in texts(app)
            or any(key.startswith(prefix.format(name)) for key in keys(app))
        }

    free = open_page(FILES[page])
    assert controls(free) == dict.fromkeys(names, True)
    for changes, expected in (
        ({"locked": names}, dict.fromkeys(names, False)),
        ({"hidden": names}, {}),
    ):
        lesson = Lesson("Closed", page, "Look.", space=CHAPTER, **changes)
        app = open_page(FILES[page], lesson=lesson_to_link(lesson))
        assert controls(app) == expected


def test_what_a_lesson_closed_stays_whatever_else_the_student_does() -> None:
    space = CHAPTER.replace("lr", Fixed(0.03))
    lesson = Lesson("Keep lr", "space", "Change the rest.", space=space, locked=("lr",))
    app = open_page("pages/search/space.py", lesson=lesson_to_link(lesson))
    app.session_state["working_space"] = CHAPTER.replace(
        "lr", FloatRange(0.1, 0.2)
    ).replace("max_batches", Fixed(33)).to_json()  # as a preset or a file would  # fmt: skip
    check(app.run())
    assert space_of(app).lr == Fixed(0.03)
    assert space_of(app).max_batches == Fixed(33)
    race = Lesson(
        "Few", "race", "Race.", state={"race_repeats": 3}, locked=("race_repeats",)
    )  # fmt: skip
    app = open_page("pages/learn/race.py", lesson=lesson_to_link(race), race_repeats="50")
    assert app.number_input(key="race_repeats").value == 3


def test_a_damaged_link_is_one_sentence_and_the_page_is_there() -> None:
    app = open_page("pages/learn/race.py", lesson="nonsense!")
    assert "this one is damaged" in app.error[0].value
    assert app.number_input(key="race_trials")


def test_a_composed_lesson_has_a_link_that_opens_it() -> None:
    app = open_page(PAGE)
    assert "needs a title and a task" in texts(app)
    check(app.text_input(key="compose_title").set_value("Mine").run())
    check(app.text_area(key="compose_task").set_value("See ![x](http://x)").run())
    assert "without links and pictures" in app.error[0].value
    check(app.text_area(key="compose_task").set_value("Do **this**.").run())
    check(app.multiselect(key="compose_hidden_whatif").set_value(["seed"]).run())
    address = next(code.value for code in app.code if "lesson=" in code.value)
    word = address.partition("lesson=")[2]
    opened = open_page("pages/explore/whatif.py", lesson=word)
    assert "Do **this**." in texts(opened)
    assert "whatif_text_seed" not in keys(opened)
    assert "whatif_text_lr" in keys(opened)


def test_a_file_is_shown_before_it_is_opened() -> None:
    guess = Guess("How good?", "number", (Option("all", CHAPTER),))
    lesson = Lesson("From a file", "whatif", "Read me.", space=CHAPTER, guess=guess)
    app = open_page(PAGE)
    content = lesson_text(lesson).encode()
    check(
        app.file_uploader(key="lesson_upload").upload("l.json", content, "application/json").run()
    )
    assert "Read me." in texts(app)
    app.button(key="lesson_open_file").click().run()
    check(app)
    assert app.title[0].value == "What if"
    check(app.number_input(key="lesson_answer").set_value(9.5).run())
    check(app.button(key="lesson_commit").click().run())
    assert "9.50 USD" in texts(app)
    check(go(app, PAGE))
    assert "From a file" in texts(app)
