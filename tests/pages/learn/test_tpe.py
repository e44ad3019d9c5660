import re

import pytest

from dctaxi.teaching.tpe import EXAMPLE
from dctaxi.workspace import Workspace
from tests.fake_engine import install
from tests.pages.visiting import check, open_page, texts
from tests.studies import ONE_CONFIGURATION, keep_study, plan_of, train_study
from tests.waiting import until_idle

PAGE = "pages/learn/tpe.py"
PRINTED = {
    "sampler": "tpe",
    "as_printed": True,
    "objective": "chapter_objective",
    "n_trials": 14,
}


def test_one_click_trains_a_small_study_and_shows_how_it_chose(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    app = open_page(PAGE)
    assert "60 real trainings" in texts(app)
    app.button(key="tpe_demo_train").click().run()
    until_idle(workspace)
    check(app.run())
    assert "Trial 25: " in texts(app)
    assert "the highest of all candidates" in texts(app)  # one hyperparameter, so the curve tells
    assert "candidates lie off the curve" not in texts(app)
    check(app.button(key="tpe_jump").click().run())
    assert len(app.get("plotly_chart")) == 1


def test_steps_show_what_the_study_stored_and_the_address_says_where(workspace: Workspace) -> None:
    train_study(workspace, "printed", **PRINTED)
    app = open_page(PAGE, study="printed", trial="11")
    assert app.slider(key="tpe_slider").value == 11
    assert re.search(r"Trial 11: .* TPE took lr = 0\.0\d+", texts(app))
    check(app.button(key="tpe_next").click().run())
    assert "Trial 12: " in texts(app)
    assert app.query_params["trial"] == "12"
    check(app.selectbox(key="parameter").select("optimizer").run())
    assert re.search(r"Trial 12: .* TPE took optimizer = (Adam|SGD)", texts(app))
    check(app.slider(key="tpe_slider").set_value(3).run())
    assert "Trial 3 was drawn at random" in texts(app)
    # Playing, each further run is a beat, until the last trial stops it.
    check(app.slider(key="tpe_slider").set_value(12).run())
    check(app.button(key="tpe_play").click().run())
    assert app.button(key="tpe_play").label == "Pause"
    check(app.run())
    assert "Trial 13: " in texts(app)
    assert app.button(key="tpe_play").label == "Play"


def test_a_study_of_another_sampler_is_refused_in_one_sentence(workspace: Workspace) -> None:
    train_study(workspace, "drawn", sampler="random", n_trials=2)
    app = open_page(PAGE, study="drawn")
    (sentence,) = [info.value for info in app.info]
    assert "another sampler than TPE" in sentence
    assert app.button(key="tpe_demo_train").label


def test_too_few_trials_for_tpe_say_so(workspace: Workspace) -> None:
    train_study(workspace, "short", sampler="tpe", asker="optuna", n_trials=4)
    app = open_page(PAGE, study="short", trial="99999999999999999999")
    assert "this study has 4" in app.info[0].value


def test_a_study_that_searched_nothing_says_so_whatever_it_has(workspace: Workspace) -> None:
    keep_study(plan_of("fixed", space=ONE_CONFIGURATION), workspace, [3.0] * 12)
    app = open_page(PAGE, study="fixed")
    assert "This study searched no hyperparameter" in texts(app)
    assert not app.info


def test_trials_without_a_result_are_not_counted_among_those_with_one(workspace: Workspace) -> None:
    keep_study(plan_of("short", asker="optuna"), workspace, [3.0, None, 2.0])
    assert "this study has 2:" in open_page(PAGE, study="short").info[0].value


def test_a_study_that_rustuna_asked_for_is_shown_in_optunas_densities_and_says_so(
    workspace: Workspace,
) -> None:
    train_study(workspace, "quick", sampler="tpe", asker="rustuna", n_trials=11)
    app = open_page(PAGE, study="quick")
    assert "rustuna took lr = " in texts(app)
    assert "these are Optuna's on the same trials" in texts(app)
    assert app.get("plotly_chart")
    assert app.button(key="tpe_demo_train").label


def test_who_looks_at_a_joint_choice_is_offered_one_of_a_single_hyperparameter(
    workspace: Workspace,
) -> None:
    train_study(workspace, "together", sampler="tpe", asker="optuna", n_trials=11)
    app = open_page(PAGE, study="together")
    assert "candidates lie off the curve" in texts(app)
    assert app.button(key="tpe_demo_train").label
    assert "Learning rate" in texts(app)  # the choice shows its name in code


def test_the_page_opens_on_its_example_whatever_came_later(workspace: Workspace) -> None:
    keep_study(EXAMPLE, workspace, [3.0] * 12)
    train_study(workspace, "together", sampler="tpe", n_trials=11)
    train_study(workspace, "drawn", sampler="random", n_trials=2)
    app = open_page(PAGE)
    assert app.query_params["study"] == EXAMPLE.name
    assert app.selectbox(key="trial_study").options == [EXAMPLE.name, "together"]


def test_beside_a_random_study_the_newest_of_tpe_is_shown_and_said_to_be(
    workspace: Workspace,
) -> None:
    train_study(workspace, "printed", **PRINTED)
    train_study(workspace, "together", sampler="tpe", n_trials=11)
    train_study(workspace, "drawn", sampler="random", n_trials=2)
    app = open_page(PAGE, study="drawn")
    assert "cannot show 'drawn'" in app.info[0].value
    assert app.query_params["study"] == "together"
    assert open_page(PAGE, study="printed").query_params["study"] == "printed"
