import json
import warnings
from collections.abc import Callable

import numpy as np
import optuna
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

from dctaxi.analysis.importance import evidence
from dctaxi.analysis.importance.importances import EvaluatorId, importances
from dctaxi.analysis.reading import frames
from dctaxi.analysis.reading.parameters import Parameter
from dctaxi.workspace import Workspace
from tests.analysis.importance.frozen_study import distribution_of
from tests.analysis.importance.importance_cases import (
    EVERY_KIND,
    FIXED,
    LR,
    RARE,
    SEED,
    drawn,
    matters,
    rows,
)

Objective = Callable[[optuna.Trial], float]


def only_lr_matters(trial: optuna.Trial) -> float:
    trial.suggest_int("seed", 0, 2**31 - 2)
    for layer in range(trial.suggest_categorical("num_layers", [2, 3])):
        trial.suggest_categorical(f"num_hidden_layer_{layer}_neurons", [7, 11])
    if trial.number % 10 == 9:
        raise optuna.TrialPruned if trial.number % 20 == 9 else ValueError
    return abs(np.log10(trial.suggest_float("lr", 0.001, 0.1, log=True)) + 2)


def searched(workspace: Workspace, objective: Objective, n_trials: int) -> optuna.Study:
    # In memory first: what is compared is the reading, not SQLite's speed of writing.
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=3))
    study.optimize(objective, n_trials=n_trials, catch=(ValueError,))
    kept = optuna.create_study(study_name="s", storage=workspace.storage_url)
    kept.add_trials(study.trials)
    return study


def test_numbers_are_optunas_own(workspace: Workspace) -> None:
    study = searched(workspace, only_lr_matters, 80)  # with failed and pruned trials
    trials, parameters = frames.read_trials_and_parameters(workspace, "s")
    ours = importances(trials, parameters)
    assert ours.n_trials == 72
    assert {p.name: p.importance for p in ours.parameters} == pytest.approx(
        get_param_importances(study), rel=1e-9
    )
    assert ours.left_out == ()
    (first, *rest) = ours.parameters
    assert (first.name, first.verdict) == ("lr", "above")
    assert "above" not in {one.verdict for one in rest}


def test_fanovas_numbers_are_optunas_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "FORESTS", 3)
    study = searched(workspace, only_lr_matters, 30)
    trials, parameters = frames.read_trials_and_parameters(workspace, "s")
    told: list[tuple[int, int]] = []
    forest = importances(
        trials, parameters, "fanova", seed=5, step=lambda *progress: told.append(progress)
    )
    assert {p.name: p.importance for p in forest.parameters} == pytest.approx(
        get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=5)), rel=1e-9
    )
    assert forest.left_out == ("num_hidden_layer_2_neurons",)
    assert {(p.verdict, p.trials_needed) for p in forest.parameters} == {("too-few", 50)}
    assert told == [(done, 7) for done in range(7)]


@settings(max_examples=15)
@given(n_trials=st.integers(2, 120), seed=st.integers(0, 1000))
def test_every_answer_is_in_order(n_trials: int, seed: int) -> None:
    trials = drawn(n_trials, seed)
    result = importances(trials, EVERY_KIND)
    for one in result.parameters:
        assert 0 <= one.low <= one.importance <= one.high <= 1
        if n_trials < 50:
            assert (one.verdict, one.trials_needed) == ("too-few", 50)
        elif one.verdict in ("above", "too-few"):
            # No word contradicts the tick: what is at most luck ends before it.
            assert one.noise is not None
            assert one.importance >= one.noise or len(result.parameters) == 1
        elif one.name != "seed" and one.noise is not None:
            assert one.importance <= one.noise
        assert (one.trials_needed is not None) == (one.verdict == "too-few")
    assert sum(one.importance for one in result.parameters) == pytest.approx(1)
    assert importances(trials, EVERY_KIND) == result
    json.dumps(result.to_json(), allow_nan=False)


def test_few_trials_get_no_verdict_and_the_number_that_would_do() -> None:
    result = importances(matters(drawn(49, 0), 0), EVERY_KIND)
    assert {(p.verdict, p.trials_needed) for p in result.parameters} == {("too-few", 50)}
    assert result.n_trials == 49


def test_one_parameter_has_the_whole_share_and_is_still_held_against_noise() -> None:
    (one,) = importances(matters(drawn(150, 0), 0), [LR]).parameters
    assert (one.importance, one.low, one.high, one.verdict) == (1, 1, 1, "above")
    (one,) = importances(drawn(150, 1), [LR]).parameters
    assert (one.importance, one.verdict) == (1, "at")


def test_a_parameter_of_one_value_has_no_share() -> None:
    result = importances(matters(drawn(60, 0), 0), [LR, FIXED])
    assert [(p.name, p.importance, p.noise) for p in result.parameters][1] == ("momentum", 0, None)


def test_infinite_values_are_left_out_as_optuna_does() -> None:
    trials = matters(drawn(60, 0), 0)
    trials.loc[[3, 4], "value"] = np.inf
    assert importances(trials, [LR, SEED]).n_trials == 58
    assert importances(trials, [LR, SEED]) == importances(trials.drop([3, 4]), [LR, SEED])


@pytest.mark.parametrize("evaluator", ["ped-anova", "fanova"])
@pytest.mark.parametrize(
    ("trials", "reason"),
    [
        (rows([]), "at least two"),
        (rows([1.0], lr=[0.05]), "at least two"),
        (rows([None] * 9, lr=[0.01] * 9), "at least two"),
        (rows([float("inf")] * 9, lr=[0.01] * 9), "at least two"),
        (rows([0.0] * 9, lr=np.linspace(0.01, 0.09, 9)), "same objective"),
        (rows([1.0, 2.0, 3.0], lr=[0.05] * 3), "same configuration"),
        (rows([1.0, 2.0, 3.0]), "no parameters"),
    ],
)
def test_says_why_there_is_nothing_to_compare(
    trials: pd.DataFrame, reason: str, evaluator: EvaluatorId
) -> None:
    result = importances(trials, [LR] if "params_lr" in trials else [], evaluator)
    assert result.parameters == ()
    assert reason in result.reason


def test_fanova_says_when_it_can_judge_none() -> None:
    conditional = rows([1.0, 2.0, 3.0], num_hidden_layer_2_neurons=[7.0, 11.0, None])
    result = importances(conditional, [RARE], "fanova")
    assert "that every finished trial has" in result.reason


@pytest.mark.parametrize("evaluator", ["ped-anova", "fanova"])
def test_none_is_a_choice_where_it_is_offered(
    evaluator: EvaluatorId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "FORESTS", 3)
    flag = Parameter("flag", "categorical", choices=(True, False, None))
    trials = matters(drawn(30, 0), 0)
    trials["params_flag"] = pd.Series([True, False, None] * 10, dtype="object")
    study = optuna.create_study()
    for value, lr, choice in zip(
        trials["value"], trials["params_lr"], trials["params_flag"], strict=True
    ):
        params = {"lr": lr, "flag": choice}
        distributions = {p.name: distribution_of(p) for p in (LR, flag)}
        study.add_trial(
            optuna.create_trial(params=params, distributions=distributions, value=value)
        )
    theirs = FanovaImportanceEvaluator(seed=0) if evaluator == "fanova" else None
    found = importances(trials, [LR, flag], evaluator)
    assert {one.name: one.importance for one in found.parameters} == pytest.approx(
        get_param_importances(study, evaluator=theirs), rel=1e-9
    )


def test_a_rare_layer_is_judged_without_a_warning() -> None:
    places = [0.01 * place for place in range(1, 11)]
    rare = rows(places, lr=places, num_hidden_layer_2_neurons=[7.0] + [None] * 9)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        found = importances(rare, [LR, RARE]).parameters
    assert {p.name for p in found} == {"lr", "num_hidden_layer_2_neurons"}
