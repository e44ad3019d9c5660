from collections.abc import Callable

import numpy as np
import optuna
import pandas as pd
import pytest
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

from dctaxi.analysis import frames
from dctaxi.analysis.importances import AT_NOISE_SHARE, importances
from dctaxi.analysis.parameters import Parameter
from dctaxi.workspace import Workspace

Objective = Callable[[optuna.Trial], float]


def only_lr_matters(trial: optuna.Trial) -> float:
    trial.suggest_int("seed", 0, 2**31 - 2)
    for layer in range(trial.suggest_categorical("num_layers", [2, 3])):
        trial.suggest_categorical(f"num_hidden_layer_{layer}_neurons", [7, 11])
    return abs(np.log10(trial.suggest_float("lr", 0.001, 0.1, log=True)) + 2)


def searched(workspace: Workspace, objective: Objective, n_trials: int) -> optuna.Study:
    # In memory first: what is compared is the reading, not SQLite's speed of writing.
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=3))
    study.optimize(objective, n_trials=n_trials)
    kept = optuna.create_study(study_name="s", storage=workspace.storage_url)
    kept.add_trials(study.trials)
    return study


def test_numbers_are_optunas_own(workspace: Workspace) -> None:
    study = searched(workspace, only_lr_matters, 60)
    trials, parameters = frames.read_trials_and_parameters(workspace, "s")
    ours = importances(trials, parameters)
    assert {p.name: p.importance for p in ours.parameters} == pytest.approx(
        get_param_importances(study), rel=1e-12
    )
    assert ours.left_out == ()
    forest = importances(trials, parameters, "fanova", seed=5)
    assert {p.name: p.importance for p in forest.parameters} == pytest.approx(
        get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=5)), rel=1e-12
    )
    assert forest.left_out == ("num_hidden_layer_2_neurons",)


def test_the_only_parameter_that_matters_is_above_the_noise(workspace: Workspace) -> None:
    searched(workspace, only_lr_matters, 60)
    result = importances(*frames.read_trials_and_parameters(workspace, "s"))
    verdicts = {p.name: p.verdict for p in result.parameters}
    assert result.parameters[0].name == "lr"
    assert [name for name, verdict in verdicts.items() if verdict == "above"] == ["lr"]
    assert verdicts["seed"] == "at"
    (noise,) = (p.importance for p in result.parameters if p.name == "seed")
    assert result.floor == (noise - AT_NOISE_SHARE, noise + AT_NOISE_SHARE)


def rows(values: list[float | None], **params: list[object]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": range(len(values)),
            "value": np.array(values, dtype=float),
            "state": ["FAIL" if value is None else "COMPLETE" for value in values],
            **{f"params_{name}": column for name, column in params.items()},
        }
    )


LR = Parameter("lr", "float", 0.0, 1.0)
SEED = Parameter("seed", "int", 0, 100)


def test_few_trials_get_no_verdict() -> None:
    places = [place / 20 for place in range(20)]
    result = importances(rows([*places], lr=[*places], seed=list(range(20))), [LR, SEED])
    assert {p.verdict for p in result.parameters} == {"too-few"}
    assert result.n_trials == 20


def test_without_the_seed_there_is_no_noise_level() -> None:
    places = [place / 60 for place in range(60)]
    result = importances(rows([*places], lr=[*places]), [LR])
    assert result.floor is None
    assert [(p.name, p.importance, p.verdict) for p in result.parameters] == [("lr", 1.0, None)]


@pytest.mark.parametrize(
    ("trials", "reason"),
    [
        (rows([]), "at least two"),
        (rows([1.0], lr=[0.5]), "at least two"),
        (rows([None] * 9, lr=[0.1] * 9), "at least two"),
        (rows([float("inf")] * 9, lr=[0.1] * 9), "at least two"),
        (rows([0.0] * 9, lr=[place / 10 for place in range(9)]), "same objective"),
        (rows([1.0, 2.0, 3.0], lr=[0.5] * 3), "same configuration"),
        (rows([1.0, 2.0, 3.0]), "no parameters"),
    ],
)
def test_says_why_there_is_nothing_to_compare(trials: pd.DataFrame, reason: str) -> None:
    result = importances(trials, [LR] if "params_lr" in trials else [])
    assert result.parameters == ()
    assert reason in result.reason


def test_a_rare_layer_is_judged_without_a_warning() -> None:
    places = [place / 10 for place in range(10)]
    rare = rows([*places], lr=[*places], width=[7.0] + [None] * 9)
    width = Parameter("width", "categorical", choices=(7, 11))
    assert {p.name for p in importances(rare, [LR, width]).parameters} == {"lr", "width"}
