"""What the page of trials says of the best one, and the ways on from there."""

import optuna
import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.data import SampleSource
from dctaxi.storage import quiet_optuna, writing
from dctaxi.study import leave_out
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, keys, open_page, texts
from tests.studies import train_study
from tests.waiting import until_idle

PAGE = "pages/explore/trials.py"
ENOUGH = SampleSource(rows=600)
"""Trips with test rows enough for a verdict."""


def test_the_best_stands_beside_its_own_constant_answer_and_its_verdict(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six", source=ENOUGH)
    app = open_page(PAGE, study="six")
    trials = read_trials(workspace, "six")
    row = trials.iloc[int(trials["value"].argmin())]
    facts = (
        f"{row['value']:.2f} USD** best · constant answer {row['constant_objective']:.2f} · 6 of"
    )
    assert facts in texts(app)
    assert f"The best is trial {row['number']} with" in texts(app)
    assert "USD in train + validation RMSE" in texts(app)
    assert "USD off (RMSE) on 100 test rows; " in texts(app)
    assert "the mean fare" in texts(app)  # what the fake network answers
    assert "not a model to use yet" in texts(app)
    assert "standing_judge" not in keys(app)


def test_a_best_trial_that_is_not_evaluated_is_at_a_click(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine()
    monkeypatch.setattr("dctaxi.study.judging.make_engine", lambda *_args, **_options: engine)
    train_study(workspace, "six", source=ENOUGH)
    best = int(read_trials(workspace, "six")["value"].argmin())
    leave_out("six", [best], workspace)
    app = open_page(PAGE, study="six")
    assert "The best trial is not evaluated on held-out rows." in texts(app)
    check(app.button(key="standing_judge").click().run())
    until_idle(workspace)
    check(app.run())
    assert "not evaluated" not in texts(app)
    assert "not a model to use yet" in texts(app)


def test_a_handful_of_test_rows_gives_no_verdict(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    assert "on 10 test rows" in texts(app)
    assert "too few rows to compare them" in texts(app)


def test_what_the_verdict_suggests_is_one_click_away(workspace: Workspace) -> None:
    train_study(workspace, "six", source=ENOUGH)
    app = open_page(PAGE, study="six")
    assert "Try the distance features" in texts(app)
    check(app.button(key="standing_try").click().run())
    assert app.title[0].value == "New study"
    assert app.selectbox(key="launch_objective").value == "val_rmse_all"
    assert app.session_state["working_data"]["feature_set"] == "distance"


def test_another_programs_study_says_that_its_worth_is_not_known(workspace: Workspace) -> None:
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name="theirs", storage=storage)
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    app = open_page(PAGE, study="theirs")
    assert "what its best is worth is not known here" in texts(app)
    assert "standing_judge" not in keys(app)
