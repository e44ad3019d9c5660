import json
from pathlib import Path

import numpy as np
import optuna
import pytest
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

from dctaxi.analysis.importance import evidence
from dctaxi.cli.main import main
from dctaxi.populations import POOLS, PopulationPlan, pool_plan, setting_of, train
from dctaxi.storage import quiet_optuna
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import train_study


def objective(trial: optuna.Trial) -> float:
    trial.suggest_int("seed", 0, 2**31 - 2)
    for layer in range(trial.suggest_categorical("num_layers", [2, 3])):
        trial.suggest_categorical(f"num_hidden_layer_{layer}_neurons", [7, 11])
    trial.suggest_categorical("optimizer", ["Adam", "SGD"])
    if trial.number % 12 == 0:
        raise optuna.TrialPruned
    return float(abs(np.log10(trial.suggest_float("lr", 0.001, 0.1, log=True)) + 2))


def study_of(n_trials: int, url: str | None = None) -> optuna.Study:
    """Make a study in the commands' workspace, or in another database."""
    workspace = Workspace.current()
    workspace.root.mkdir(parents=True, exist_ok=True)
    with quiet_optuna():
        sampler = optuna.samplers.RandomSampler(seed=0)
        study = optuna.create_study(sampler=sampler)
        study.optimize(objective, n_trials=n_trials)
        kept = optuna.create_study(study_name="mine", storage=url or workspace.storage_url)
        kept.add_trials(study.trials)
    return study


def test_the_answer_has_optunas_numbers_between_their_ends(answer) -> None:
    study = study_of(120)
    result = answer("analyze", "importance", "--study", "mine")
    assert list(result) == ["evaluator", "n_trials", "shifting", "parameters"]
    assert (result["evaluator"], result["n_trials"]) == ("ped-anova", 110)
    theirs = get_param_importances(study)
    assert {one["name"]: one["importance"] for one in result["parameters"]} == pytest.approx(
        theirs, rel=1e-9
    )
    for one in result["parameters"]:
        assert one["low"] <= one["importance"] <= one["high"]
    verdicts = {one["name"]: one["verdict"] for one in result["parameters"]}
    assert verdicts.pop("lr") == "above"
    assert "above" not in verdicts.values()
    assert verdicts["seed"] == "at"


def test_fanova_by_option_from_another_database(
    answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "FORESTS", 3)
    url = f"sqlite:///{tmp_path}/elsewhere.db"
    study = study_of(12, url)
    command = ("analyze", "importance", "--study", "mine", "--storage", url)
    result = answer(*command, "--evaluator", "fanova", "--seed", "7")
    theirs = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=7))
    assert {one["name"]: one["importance"] for one in result["parameters"]} == pytest.approx(
        theirs, rel=1e-9
    )
    assert {one["verdict"] for one in result["parameters"]} == {"too-few"}


def test_the_table_says_what_the_json_says(capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    study_of(60)
    assert main(["analyze", "importance", "--study", "mine"]) == 0
    table = capsys.readouterr().out
    assert "Which parameters decide whether a trial reaches the best tenth?" in table
    assert "luck to  verdict" in table
    path = tmp_path / "importance.json"
    assert main(["analyze", "importance", "--study", "mine", "--json", str(path)]) == 0
    assert capsys.readouterr().out == ""
    for one in json.loads(path.read_text())["parameters"]:
        (line,) = [line for line in table.splitlines() if line.startswith(f"{one['name']} ")]
        assert f"{one['importance']:.1%}" in line
    last = table.strip().splitlines()[-1]
    assert last.startswith("Over 55 finished trials lr shifts the objective (Kruskal-Wallis test).")
    assert "For reaching the best tenth (PED-ANOVA) lr matters more than luck" in last
    assert "Which sampler drew these trials is not known." in last


@pytest.mark.parametrize(
    ("n_trials", "name", "sentence"),
    [
        (2, "mine", "has no importances: importances need at least two finished trials."),
        (2, "other", "'other'"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(refusal, n_trials, name, sentence) -> None:
    study_of(n_trials)
    assert sentence in refusal("analyze", "importance", "--study", name)


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--evaluator", "shap", "ped-anova"),
        ("--seed", str(2**32), "expected a whole number from 0 to 4,294,967,295"),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(refusal, option, value, words) -> None:
    assert words in refusal("analyze", "importance", "--study", "mine", option, value, status=2)


@pytest.mark.parametrize("sampler", ["tpe", "random"])
def test_beside_a_sampler_that_learns_random_trainings_come_first(answer, capsys, sampler) -> None:
    workspace = Workspace.current()
    plan = train_study(workspace, "six", sampler=sampler)
    setting = {**setting_of(plan), "engine": plan.engine, "device": plan.device}
    asked, engine = pool_plan(PopulationPlan(plan.space, **setting)), FakeEngine()
    train(asked, POOLS, workspace, engine=engine, should_stop=lambda: len(engine.trained) >= 200)
    found = answer("analyze", "importance", "--study", "six")
    assert ("random_trainings" in found) == (sampler == "tpe")
    assert found["n_trials"] == 6
    main(["analyze", "importance", "--study", "six"])
    tables = capsys.readouterr().out.split("\n\n")
    assert len(tables) == 1 + (sampler == "tpe")
    if sampler == "tpe":
        assert found["random_trainings"]["n_trials"] >= 200
        assert "random trainings of its space" in tables[0]
        assert "The study's own trials stand below." in tables[0]
        assert "6 finished trials" in tables[1]
