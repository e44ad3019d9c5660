import optuna
import pytest

from dctaxi.runner import StudyJob, runner_for
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons import Lesson, lesson_to_link
from dctaxi.teaching.narrowing import EXAMPLE
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, keys, open_page, texts
from tests.pages.waiting import until_idle
from tests.studies import keep_study, plan_of, short_plan, train_study

PAGE = "pages/learn/ranges.py"
FEW = 60


def test_without_a_study_one_click_trains_the_example(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pages.components.ranges.loop.study_of",
        lambda _lesson: short_plan(EXAMPLE.name, n_trials=FEW, space=EXAMPLE.space),
    )
    app = open_page(PAGE)
    assert "There is no study yet whose plots could be read." in texts(app)
    assert "60 real trainings, drawn at random" in texts(app)
    app.button(key="narrowing_demo_train").click().run()
    until_idle(workspace)
    check(app.run())
    assert "Which hyperparameters are worth a range?" in texts(app)
    assert app.pills(key="ranges_keep").options[0] == "lr"


def test_a_study_that_trains_is_watched(workspace: Workspace, engine: FakeEngine) -> None:
    engine.go.clear()
    runner_for(workspace).submit(StudyJob(short_plan("now")))
    app = open_page(PAGE, study="now")
    assert "job_stop_now" in keys(app)
    assert "narrowing_next" not in keys(app)
    engine.go.set()
    until_idle(workspace)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "this study has 0 so far"),
        ([None, None], "All 2 trials failed"),
        ([4.0, 4.0, 4.0], "Every finished trial has the same objective"),
    ],
)
def test_a_study_that_does_not_do_says_so_and_the_example_is_offered(
    workspace: Workspace, values: list[float | None], sentence: str
) -> None:
    keep_study(plan_of("poor"), workspace, values)
    app = open_page(PAGE, study="poor")
    said = texts(app) + "".join(info.value for info in app.info)
    assert sentence in said
    assert "narrowing_demo_train" in keys(app)
    assert "narrowing_next" not in keys(app)


def test_the_example_of_a_lesson_is_offered_once_beside_a_study_that_does_not_do(
    workspace: Workspace,
) -> None:
    keep_study(plan_of("poor"), workspace, [None, None])
    lesson = Lesson("Look at lr", "ranges", "Do.", space=PRESETS["quick"].space)
    app = open_page(PAGE, lesson=lesson_to_link(lesson), study="poor")
    assert "The lesson is about a study of its own." in texts(app)
    assert "narrowing_demo_train" in keys(app)


def test_a_lesson_with_a_space_shows_nothing_of_another_study(workspace: Workspace) -> None:
    train_study(workspace, "mine", n_trials=30)
    lesson = Lesson("Look at lr", "ranges", "Do.", space=PRESETS["quick"].space)
    app = open_page(PAGE, lesson=lesson_to_link(lesson), study="mine")
    assert "narrowing_demo_train" in keys(app)
    assert not app.get("plotly_chart")
    elsewhere = Lesson("Look", "race", "Do.", space=PRESETS["quick"].space)
    app = open_page(PAGE, lesson=lesson_to_link(elsewhere), study="mine")
    assert app.get("plotly_chart")


def test_a_study_of_another_program_is_refused_in_one_sentence(workspace: Workspace) -> None:
    optuna.create_study(storage=workspace.storage_url, study_name="theirs")
    app = open_page(PAGE, study="theirs")
    assert "made by another program" in app.info[0].value
    assert "narrowing_demo_train" in keys(app)
