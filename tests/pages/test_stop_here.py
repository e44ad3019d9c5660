"""Stop here?: asked for by a click, answered by whole searches like the study."""

import pytest

from dctaxi.searches import DEFAULT_SEARCHES, SEARCHES
from dctaxi.study import StudyPlan
from dctaxi.workspace import Workspace
from pages.components.trials.stop_here import searches_like
from tests.fake_engine import FakeEngine, install
from tests.pages.trials_page import PAGE, texts
from tests.pages.visiting import check, open_page
from tests.studies import plan_of, train_study
from tests.waiting import until_idle

BUTTON = "trials_stop_here_train"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    monkeypatch.setattr("pages.components.trials.stop_here.DEFAULT_SEARCHES", 3)
    return install(monkeypatch)


def test_nothing_is_trained_before_the_click_and_the_price_stands_beside_it(
    engine: FakeEngine, workspace: Workspace
) -> None:
    train_study(workspace, "ten", n_trials=10, round_size=10)
    app = open_page(PAGE, study="ten")
    assert "Stop here?" in texts(app)
    assert "450 trainings" in texts(app)
    assert not engine.trained
    check(app.button(key=BUTTON).click().run())
    until_idle(workspace)
    check(app.run())
    assert "on average" in texts(app) or "You may stop" in texts(app)
    (kept,) = SEARCHES.list(workspace)
    assert kept.done == 450


def test_a_study_of_few_trials_is_not_asked(engine: FakeEngine, workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    assert "Stop here?" not in texts(app)
    assert not engine.trained


@pytest.mark.parametrize("trials", [10, 30, 50])
def test_studies_of_about_as_many_trials_open_the_same_searches(trials: int) -> None:
    assert searches_like(plan_of(), trials).n_trials == 150
    assert searches_like(plan_of(), 51).n_trials == 200
    assert searches_like(plan_of(), 900).n_trials == 1000


def test_searches_are_like_the_study() -> None:
    plan: StudyPlan = plan_of(sampler="random", round_size=1, seeds_per_trial=3)
    searches = searches_like(plan, 20)
    assert searches.samplers == ("random",)
    assert searches.one_at_a_time
    assert (searches.seeds_per_trial, searches.repeats) == (3, DEFAULT_SEARCHES)
    assert searches.space == plan.space
