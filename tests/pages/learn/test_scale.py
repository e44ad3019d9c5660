import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.errors import DataError, LessonError
from dctaxi.plots.learn.rates import rates_data, rates_text
from dctaxi.teaching.log_scale import spread, spread_text
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every
from tests.pages.populations import kept, verdict_of
from tests.pages.visiting import check, open_page, texts
from tests.waiting import until, until_idle

PAGE = "pages/learn/scale.py"


def train(app: AppTest, workspace: Workspace) -> AppTest:
    """Ask for both populations and look at the page when they have ended."""
    check(app.button(key="scale_train").click().run())
    until_idle(workspace)
    return check(app.run())


def test_begins_with_the_chapters_counts_and_trains_nothing_by_itself(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    assert spread_text(spread()) in texts(app)
    assert "512 trainings" in texts(app)
    assert len(app.get("plotly_chart")) == 1
    assert not engine.trained


def test_bounds_and_samples_of_the_address_are_shown() -> None:
    app = open_page(PAGE, scale_low="0.01", scale_high="10", scale_samples="100", scale_draw="3")
    assert spread_text(spread(0.01, 10, 100)) in texts(app)
    assert app.number_input(key="scale_draw").value == 3


def test_what_the_address_gets_wrong_is_ignored() -> None:
    app = open_page(PAGE, scale_low="banana", scale_high="3", scale_samples="1", scale_draw="-1")
    assert app.select_slider(key="scale_low").value == "1"
    assert app.select_slider(key="scale_high").value == "1000"
    assert app.number_input(key="scale_samples").value == 300


def test_moving_a_bound_counts_anew() -> None:
    app = open_page(PAGE)
    check(app.select_slider(key="scale_high").set_value("10").run())
    assert spread_text(spread(1, 10)) in texts(app)


@pytest.mark.parametrize("high", ["0.5", "1"])
def test_a_range_without_room_is_one_sentence(high: str) -> None:
    app = open_page(PAGE, scale_high=high)
    (error,) = app.error
    with pytest.raises(LessonError) as refusal:
        spread(1, float(high))
    assert str(refusal.value) in error.value
    assert not app.get("plotly_chart")
    assert not [button for button in app.button if button.key == "scale_train"]


def test_both_scales_are_trained_and_told_apart(workspace: Workspace, engine: FakeEngine) -> None:
    app = open_page(PAGE)
    check(app.button(key="scale_unknown").click().run())
    assert app.select_slider(key="scale_low").value == "0.001"
    assert not [button for button in app.button if button.key == "scale_unknown"]
    train(app, workspace)
    log, linear = sorted(kept(workspace), key=lambda population: population.plan.seed)
    assert (log.plan.space["lr"].log, linear.plan.space["lr"].log) == (True, False)
    assert len(engine.trained) == 512
    said = verdict_of(log, linear, "log scale", "linear scale")
    assert said.startswith("Better: ")
    assert said in texts(app)
    drawn = {"in log scale": log, "in linear scale": linear}
    rates = rates_data([(name, p.frame["params_lr"], p.values) for name, p in drawn.items()])
    assert rates_text(rates) in texts(app)
    assert len(app.get("plotly_chart")) == 2
    check(app.button(key="scale_low_rate").click().run())
    assert app.select_slider(key="scale_high").value == "1"
    assert "Better" not in texts(app)
    check(app.number_input(key="scale_draw").set_value(1).run())
    assert len(engine.trained) == 512


def test_while_they_train_there_is_progress_and_a_way_to_stop(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE)
    engine.go.clear()
    engine.permits.release(3)
    check(app.button(key="scale_train").click().run())
    until(lambda: len(engine.trained) == 3)
    assert app.get("progress")
    check(app.button(key="scale_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert app.button(key="scale_train").label == "Train the rest"


def test_a_failure_is_one_sentence_beside_the_button(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise DataError("The files are gone: choose others.")

    monkeypatch.setattr("dctaxi.populations.trainings.prepare", broken)
    app = train(open_page(PAGE), workspace)
    assert "The files are gone" in app.error[0].value
    assert app.button(key="scale_train")


def test_rates_at_which_everything_diverges_are_said(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.diverges = every
    app = train(open_page(PAGE), workspace)
    assert "diverged or failed, so there is nothing to compare" in app.error[0].value
