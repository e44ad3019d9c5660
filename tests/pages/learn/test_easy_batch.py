import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_trials
from dctaxi.data import SampleSource, load_tables, prepare
from dctaxi.study import find_study
from dctaxi.teaching import easy_batch
from dctaxi.teaching.lessons import SHIPPED
from dctaxi.workspace import Workspace
from pages.components.easy_batch import question
from tests.fake_engine import FakeEngine, install
from tests.pages.visiting import check, keys, open_page, texts
from tests.studies import SPACE, keep_study, plan_of, train_study
from tests.waiting import until, until_idle

PAGE = "pages/learn/easy_batch.py"


def shown(app: AppTest) -> AppTest:
    return check(app.button(key="easy_batch_show").click().run())


def test_without_a_study_the_chapters_map_is_shown_after_a_guess_and_a_study_offered() -> None:
    app = open_page(PAGE)
    assert "Guess first" in texts(app)
    assert not app.get("plotly_chart")
    app.button(key="easy_batch_commit").click().run()
    assert "Expected a guess" in app.error[0].value
    check(app.number_input(key="easy_batch_field").set_value(8.0).run())
    check(app.button(key="easy_batch_commit").click().run())
    assert "your guess of 8.00 USD was" in texts(app)
    assert len(app.get("plotly_chart")) == 1
    assert "no study yet" in app.info[0].value
    assert "easy_batch_demo_train" in keys(app)


def test_one_click_trains_the_chapters_search_and_says_what_it_found(workspace: Workspace) -> None:
    app = shown(open_page(PAGE))
    app.button(key="easy_batch_demo_train").click().run()
    until_idle(workspace)
    check(app.run())
    plan = find_study(easy_batch.EXAMPLE.name, workspace).plan
    assert plan is not None
    assert plan.objective == "train_val_rmse"
    trials = easy_batch.rejudged(read_trials(workspace, plan.name), plan.space)
    for sentence in easy_batch.rejudged_sentences(trials):
        assert sentence in texts(app)
    assert len(app.get("plotly_chart")) == 3


def test_the_map_is_that_of_the_files_as_they_are_now(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, found = plan_of(), []
    for seed in (0, 1):
        read = load_tables(SampleSource(60, seed), workspace)
        monkeypatch.setattr(question.tables, "read", lambda _source, read=read: read)
        found.append(question.constant_of(plan))
        alone = easy_batch.constant_map(prepare(read, "raw"), plan.space, plan.objective)
        assert found[-1].scores.tolist() == alone.scores.tolist()
    assert found[0].lowest != found[1].lowest


def test_while_a_study_trains_the_page_shows_it_at_work(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: FakeEngine = install(monkeypatch, waits=True)
    app = shown(open_page(PAGE))
    app.button(key="easy_batch_demo_train").click().run()
    until(lambda: find_study(easy_batch.EXAMPLE.name, workspace).plan is not None)
    check(app.run())
    assert not app.get("plotly_chart")
    engine.go.set()
    until_idle(workspace)


def test_a_chosen_study_is_judged_in_its_own_space(workspace: Workspace) -> None:
    space = SPACE.replace("lr", SPACE["lr"])
    train_study(workspace, "mine", space=space, n_trials=6)
    app = shown(open_page(PAGE, study="mine"))
    trials = easy_batch.rejudged(read_trials(workspace, "mine"), space)
    assert easy_batch.rejudged_sentences(trials)[1] in texts(app)


@pytest.mark.parametrize(
    ("changes", "values", "sentence"),
    [
        ({"objective": "val_rmse_all"}, None, "there was none to find"),
        ({}, [None, None, None], "Fewer than two trials have a result"),
        ({}, [5.0, 6.0], "no value on all validation rows: open"),
    ],
)
def test_a_study_with_nothing_to_judge_again_says_why_and_offers_one(
    changes: dict[str, str], values: list[float | None] | None, sentence: str, workspace: Workspace
) -> None:
    if values is None:
        train_study(workspace, "study", **changes)
    else:
        keep_study(plan_of("study"), workspace, values)
    app = shown(open_page(PAGE, study="study"))
    assert sentence in app.info[0].value
    assert "easy_batch_demo_train" in keys(app)


def test_a_failed_search_leaves_the_map_and_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = install(monkeypatch)
    engine.problem = "out of memory"
    app = shown(open_page(PAGE))
    app.button(key="easy_batch_demo_train").click().run()
    until_idle(workspace)
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) <= 1
    assert not np.isfinite(read_trials(workspace, easy_batch.EXAMPLE.name)["value"]).any()


def test_a_lesson_asks_in_the_pages_place_and_its_answer_waits() -> None:
    lesson = SHIPPED["easy-batch"]
    assert lesson.guess is not None
    app = open_page(PAGE, lesson="easy-batch")
    assert "Guess first" not in texts(app)
    assert not app.get("plotly_chart")
    check(app.radio(key="lesson_answer").set_value(lesson.guess.options[0].label).run())
    check(app.button(key="lesson_commit").click().run())
    assert len(app.get("plotly_chart")) == 1
