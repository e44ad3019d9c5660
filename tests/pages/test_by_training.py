import json

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.populations import SENSITIVITIES, SensitivityPlan, setting_of, train
from dctaxi.study import StudyPlan, find_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every, install
from tests.pages.visiting import check, open_page, texts
from tests.studies import keep_study, short_plan, train_study
from tests.waiting import until

PAGE = "pages/explore/trials.py"
SAMPLES = "by_training_samples_six"


def figure(app: AppTest, key: str) -> go.Figure:
    (chart,) = [c for c in app.get("plotly_chart") if c.proto.id.endswith(key)]
    return go.Figure(json.loads(chart.proto.spec))


def asking(plan: StudyPlan) -> SensitivityPlan:
    setting = {**setting_of(plan), "engine": plan.engine, "device": plan.device}
    return SensitivityPlan(plan.space, samples=256, **setting)


def test_a_click_trains_and_a_reload_shows_what_came_of_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "six")
    engine = install(monkeypatch)
    app = open_page(PAGE, study="six")
    app.segmented_control(key="plot_importances_evaluator").set_value("by-training")
    check(app.run())
    assert "how much is luck?" in texts(app)
    check(app.segmented_control(key=SAMPLES).set_value(256).run())
    assert engine.trained == []
    assert "trainings, about" in texts(app)
    app.button(key="by_training_train").click()

    def answered() -> bool:
        return "Luck is" in texts(check(app.run()))

    until(answered)
    names = [name for _, name, _ in figure(app, "by_training_bars").data[0].customdata]
    assert {"seed", "lr"} < set(names)
    assert len(names) == 5  # as many have room on the board
    assert "Shares among the trainings that have them" in texts(app)
    assert len(figure(app, "by_training_pairs").data) == 2
    trained = len(engine.trained)

    again = open_page(PAGE, study="six", importances="by-training")
    assert "Luck is" in texts(again)
    assert again.segmented_control(key=SAMPLES).value == 256
    assert len(engine.trained) == trained


def test_an_address_asks_and_does_not_train(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "six")
    engine = install(monkeypatch)
    app = open_page(PAGE, study="six", importances="by-training")
    assert "by_training_train" in {button.key for button in app.button}
    assert engine.trained == []


def test_by_error_the_caption_says_how_trainings_count(workspace: Workspace) -> None:
    plan = asking(train_study(workspace, "six"))
    train(
        plan, SENSITIVITIES, workspace, engine=FakeEngine(diverges=lambda spec: spec.lr > 0.06)
    )  # fmt: skip
    app = open_page(PAGE, study="six", importances="by-training")
    assert "each counts by its rank" in texts(app)
    assert "without a result count as the worst" in texts(app)
    check(app.segmented_control(key="by_training_scale").set_value("usd").run())
    assert "each counts by its error" in texts(app)


def test_a_stopped_run_offers_the_rest_and_a_failed_one_says_why(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = asking(train_study(workspace, "six"))
    engine = install(monkeypatch)
    train(
        plan, SENSITIVITIES, workspace, engine=engine,
        should_stop=lambda: len(engine.trained) >= 200,
    )  # fmt: skip
    app = open_page(PAGE, study="six", importances="by-training")
    check(app.segmented_control(key=SAMPLES).set_value(256).run())
    assert app.button(key="by_training_train").label == "Train the rest"
    engine.problem = "no memory left"
    app.button(key="by_training_train").click()

    def failed() -> bool:
        return "no memory left" in texts(check(app.run()))

    until(failed)


def test_trainings_that_all_diverge_are_said_to_tell_nothing(workspace: Workspace) -> None:
    plan = asking(train_study(workspace, "six"))
    train(plan, SENSITIVITIES, workspace, engine=FakeEngine(diverges=every))
    app = open_page(PAGE, study="six", importances="by-training")
    assert "No training finished" in texts(app)


def test_a_study_of_another_program_has_nothing_to_train_from(workspace: Workspace) -> None:
    import optuna

    keep_study(short_plan("theirs"), workspace, [3.0, 4.0, 5.0])
    study = optuna.load_study(study_name="theirs", storage=workspace.storage_url)
    study.set_user_attr("dctaxi:plan", None)
    assert find_study("theirs", workspace).plan is None
    app = open_page(PAGE, study="theirs", importances="by-training")
    assert "nothing to train from" in texts(app)
