import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.data.sources import CHAPTER_SOURCE, SampleSource
from dctaxi.space.dimensions import Fixed, FloatRange
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace, space_from_json
from dctaxi.teaching.lessons.controls import CONTROLS
from dctaxi.teaching.lessons.file import lesson_from_link, lesson_text, lesson_to_link
from dctaxi.teaching.lessons.lesson import Guess, Lesson, Option
from dctaxi.teaching.lessons.shipped import ORDER, SHIPPED
from dctaxi.workspace import Workspace
from pages.components.shared import navigation
from tests.pages.visiting import check, go, open_page, texts
from tests.pages.waiting import until_idle
from tests.studies import train_study

PAGE = "pages/learn/lessons.py"
CHAPTER = PRESETS["chapter"].space


def keys(app: AppTest) -> set[str]:
    blocks = (app.number_input, app.pills, app.segmented_control, app.toggle, app.text_input)
    return {str(each.key) for widgets in blocks for each in widgets}


def word_of(app: AppTest, page: str) -> str:
    """Return the word of the link that the form shows, which leads to a page."""
    start = f"/{page}?lesson="
    words = [code.value.partition(start)[2] for code in app.code if start in code.value]
    return words[-1]


def space_of(app: AppTest) -> SearchSpace:
    return space_from_json(app.session_state["working_space"])


@pytest.mark.parametrize("name", ORDER)
def test_a_shipped_lesson_opens_by_its_name_with_its_task_and_guess(name: str) -> None:
    lesson = SHIPPED[name]
    app = open_page(navigation.BY_ID[lesson.page].file, lesson=name)
    assert lesson.title in texts(app)
    assert "lesson" not in app.query_params
    if lesson.guess is not None:
        assert lesson.guess.question in texts(app)
        app.button(key="lesson_commit").click().run()
        assert "Expected a guess" in app.error[0].value
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


@pytest.mark.parametrize("name", [name for name in ORDER if SHIPPED[name].guess])
def test_the_guess_of_a_shipped_lesson_is_kept_and_then_revealed(name: str) -> None:
    lesson = SHIPPED[name]
    guess = lesson.guess
    assert guess is not None
    app = open_page(navigation.BY_ID[lesson.page].file, lesson=name)
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
    app = open_page(navigation.BY_ID[first.page].file, lesson=ORDER[0])
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
        train_study(workspace, "few")
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

    free = open_page(navigation.BY_ID[page].file)
    assert controls(free) == dict.fromkeys(names, True)
    for changes, expected in (
        ({"locked": names}, dict.fromkeys(names, False)),
        ({"hidden": names}, {}),
    ):
        lesson = Lesson("Closed", page, "Look.", space=CHAPTER, **changes)
        app = open_page(navigation.BY_ID[page].file, lesson=lesson_to_link(lesson))
        assert controls(app) == expected


def test_what_a_lesson_closed_stays_whatever_else_the_student_does() -> None:
    space = CHAPTER.replace("lr", Fixed(0.03))
    lesson = Lesson("Keep lr", "space", "Change the rest.", space=space, locked=("lr",))
    app = open_page("pages/search/space.py", lesson=lesson_to_link(lesson))
    app.session_state["working_space"] = CHAPTER.replace(
        "lr", FloatRange(0.1, 0.2)
    ).replace("max_batches", Fixed(33)).to_json()  # as a preset or a file would  # fmt: skip
    check(app.run())
    assert space_of(app)["lr"] == Fixed(0.03)
    assert space_of(app)["max_batches"] == Fixed(33)
    race = Lesson(
        "Few", "race", "Race.", state={"race_repeats": 3}, locked=("race_repeats",)
    )  # fmt: skip
    app = open_page("pages/learn/race.py", lesson=lesson_to_link(race), race_repeats="50")
    assert app.number_input(key="race_repeats").value == 3


def test_a_space_of_a_lesson_is_asked_what_if_also_where_there_are_studies(
    workspace: Workspace,
) -> None:
    train_study(workspace, "mine")
    space = CHAPTER.replace("lr", FloatRange(0.02, 0.04, log=True))
    lesson = Lesson("Narrow", "whatif", "Look.", space=space)
    app = open_page("pages/explore/whatif.py", lesson=lesson_to_link(lesson))
    assert app.text_input(key="whatif_text_lr").value == "0.02:0.04"
    own = open_page("pages/explore/whatif.py", lesson=lesson_to_link(Lesson("T", "whatif", "x")))
    assert own.text_input(key="whatif_text_lr").value == "0.009:0.07"
    assert own.query_params["study"] == "mine"


def test_what_another_student_trained_does_not_answer_the_guess(workspace: Workspace) -> None:
    def page() -> AppTest:
        return open_page("pages/learn/scale.py", lesson="log-scale")

    app = check(page().button(key="scale_train").click().run())
    until_idle(workspace)
    assert "the median in log scale is" in texts(check(app.run()))
    app = page()
    assert "the median in log scale is" not in texts(app)
    assert app.button(key="scale_train").label == "Train both"
    check(app.radio(key="lesson_answer").set_value("In log scale").run())
    check(app.button(key="lesson_commit").click().run())
    assert "the median in log scale is" in texts(app)


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
    opened = open_page("pages/explore/whatif.py", lesson=word_of(app, "whatif"))
    assert "Do **this**." in texts(opened)
    assert "whatif_text_seed" not in keys(opened)
    assert "whatif_text_lr" in keys(opened)


def test_a_teacher_sets_data_seeds_controls_and_a_guess() -> None:
    app = open_page(PAGE)
    app.text_input(key="compose_title").set_value("Race on scaled trips")
    app.text_area(key="compose_task").set_value("Who wins?")
    check(app.selectbox(key="compose_page").select("race").run())
    check(app.selectbox(key="compose_space").select("quick").run())
    app.number_input(key="compose_rows").set_value(600)
    app.number_input(key="compose_data_seed").set_value(3)
    app.selectbox(key="compose_features").select("scaled")
    app.number_input(key="compose_seed").set_value(11)
    app.selectbox(key="compose_value_race_space").select("yours")
    app.multiselect(key="compose_value_race_samplers").set_value(["random", "tpe"])
    app.number_input(key="compose_value_race_repeats").set_value(3)
    app.selectbox(key="compose_value_race_single").select(True)
    app.multiselect(key="compose_locked_race").set_value(["race_repeats", "race_single"])
    app.multiselect(key="compose_hidden_race").set_value(["race_single"])
    check(app.segmented_control(key="compose_guess").set_value("choice").run())
    assert "A guess needs a question." in texts(app)
    app.text_input(key="compose_question").set_value("Where are good rates?")
    check(app.text_area(key="compose_guess_ranges").set_value("0.01:0.1").run())
    assert "options: expected 2 to 6" in app.error[0].value
    check(app.text_area(key="compose_guess_ranges").set_value("0.01:0.1\nfast").run())
    assert app.error[0].value.startswith("lr: ")
    check(app.text_area(key="compose_guess_ranges").set_value("0.01:0.1\n0.1:0.3\n").run())
    lesson = lesson_from_link(word_of(app, "race"))
    quick = PRESETS["quick"].space
    assert lesson == Lesson(
        "Race on scaled trips",
        "race",
        "Who wins?",
        state={
            "race_space": "yours",
            "race_samplers": ("random", "tpe"),
            "race_repeats": 3,
            "race_single": True,
        },
        space=quick,
        source=SampleSource(600, 3),
        feature_set="scaled",
        seed=11,
        locked=("race_repeats",),
        hidden=("race_single",),
        guess=lesson.guess,
    )
    assert lesson.guess is not None
    assert [option.space["lr"] for option in lesson.guess.options] == [
        FloatRange(0.01, 0.1, log=True),
        FloatRange(0.1, 0.3, log=True),
    ]
    app.button(key="compose_try").click().run()
    check(app)
    assert app.title[0].value == "Race"
    assert app.number_input(key="race_repeats").disabled
    check(go(app, PAGE))
    assert app.text_input(key="compose_title").value == "Race on scaled trips"


def test_what_a_lesson_leaves_open_stays_the_students() -> None:
    app = open_page(PAGE)
    app.text_input(key="compose_title").set_value("Open")
    app.text_area(key="compose_task").set_value("Look.")
    app.selectbox(key="compose_space").select("student")
    app.selectbox(key="compose_source").select("student")
    app.selectbox(key="compose_features").select("student")
    check(app.selectbox(key="compose_page").select("studies").run())
    assert "no controls that a lesson could set" in texts(app)
    lesson = lesson_from_link(word_of(app, ""))
    assert (lesson.space, lesson.source, lesson.feature_set) == (None, None, None)
    check(app.selectbox(key="compose_source").select("chapter").run())
    assert lesson_from_link(word_of(app, "")).source == CHAPTER_SOURCE


def test_the_form_begins_with_what_this_tab_shows() -> None:
    app = open_page("pages/learn/race.py", lesson="tpe")
    check(app.number_input(key="race_seed").set_value(8).run())
    check(go(app, PAGE))
    check(app.selectbox(key="compose_page").select("race").run())
    assert app.number_input(key="compose_value_race_seed").value == 8
    assert app.multiselect(key="compose_value_race_samplers").value == ["random", "qmc", "tpe"]


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
