import pytest

from dctaxi.plots.learn.race import race_data, race_text
from dctaxi.teaching.race import RACES
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, install
from tests.pages.visiting import check, open_page, texts
from tests.waiting import until, until_idle

PAGE = "pages/explore/race.py"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch, waits=True)


def test_the_cost_is_said_before_and_nothing_is_trained(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    assert "2,400 trainings, about " in texts(app)
    assert not engine.trained


def test_a_race_that_the_address_asks_for_is_run_kept_and_told(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE, race_repeats="6", race_trials="12", race_samplers="Random")
    assert "72 trainings" in texts(app)
    check(app.pills(key="race_samplers").set_value(["random", "cmaes"]).run())
    engine.go.set()
    check(app.button(key="race_train").click().run())
    until_idle(workspace)
    check(app.run())
    (kept,) = RACES.list(workspace)
    assert (kept.complete, kept.done) == (True, 144)
    assert race_text(race_data(RACES.load(kept.id, workspace))) in texts(app)
    assert app.get("plotly_chart")
    assert "144 trainings" in texts(app)


def test_a_stopped_race_shows_what_there_is_and_goes_on(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE, race_repeats="2", race_trials="8", race_samplers="Random")
    engine.permits.release(5)
    check(app.button(key="race_train").click().run())
    until(lambda: len(engine.trained) == 5)
    assert app.get("progress")
    check(app.button(key="race_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert "stopped, 16 were planned" in texts(app)
    engine.go.set()
    check(app.button(key="race_train").click().run())
    until_idle(workspace)
    assert len(engine.trained) == 16
    check(app.run())
    assert "16 trainings" in texts(app)


def test_no_sampler_is_one_sentence(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    check(app.pills(key="race_samplers").set_value([]).run())
    assert "choose who races" in app.error[0].value
    assert not engine.trained


def test_the_trap_is_set_up_by_a_click(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    check(app.button(key="race_trap").click().run())
    assert app.pills(key="race_samplers").value == ["random", "tpe"]
    assert app.segmented_control(key="race_space").value == "trap"
    assert "2,400 trainings" in texts(app)
    assert not [button for button in app.button if button.key == "race_trap"]
    assert not engine.trained
    assert app.toggle(key="race_all_rows").value is False  # as it was measured


def test_it_runs_where_there_is_something_to_find() -> None:
    app = open_page(PAGE)
    assert app.segmented_control(key="race_space").value == "distance"
    assert app.toggle(key="race_all_rows").value is True
    assert app.query_params["race_judge"] == "val_rmse_all"


def test_samplers_are_told_by_what_they_are_judged(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.go.set()
    few = {"race_repeats": "2", "race_trials": "4", "race_samplers": "Random"}
    for judge in ("val_rmse_all", "train_val_rmse"):
        app = open_page(PAGE, race_judge=judge, **few)
        check(app.button(key="race_train").click().run())
        until_idle(workspace)
    kept = [one.plan.objective for one in RACES.list(workspace)]
    assert kept == ["val_rmse_all", "train_val_rmse"]
