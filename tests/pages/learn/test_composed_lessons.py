from streamlit.testing.v1 import AppTest

from dctaxi.data import CHAPTER_SOURCE, SampleSource
from dctaxi.space import PRESETS, FloatRange
from dctaxi.teaching.lessons import Guess, Lesson, Option, lesson_from_link, lesson_text
from tests.pages.visiting import check, go, keys, open_page, texts
from tests.studies import SPACE

PAGE = "pages/learn/learn.py"


def word_of(app: AppTest, page: str) -> str:
    """Return the word of the link that the form shows, which leads to a page."""
    start = f"/{page}?lesson="
    words = [code.value.partition(start)[2] for code in app.code if start in code.value]
    return words[-1]


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
    check(app.selectbox(key="compose_space").select("first").run())
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
    quick = PRESETS["first"].space
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


def test_the_form_begins_with_what_this_tab_shows() -> None:
    app = open_page("pages/explore/race.py", lesson="tpe")
    check(app.number_input(key="race_seed").set_value(8).run())
    check(go(app, PAGE))
    check(app.selectbox(key="compose_page").select("race").run())
    assert app.number_input(key="compose_value_race_seed").value == 8
    assert app.multiselect(key="compose_value_race_samplers").value == ["random", "qmc", "tpe"]


def test_a_file_is_shown_before_it_is_opened() -> None:
    guess = Guess("How good?", "number", (Option("all", SPACE),))
    lesson = Lesson("From a file", "whatif", "Read me.", space=SPACE, guess=guess)
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
