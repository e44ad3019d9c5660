"""Studies whose trials train their configuration with several seeds."""

import dataclasses
import statistics

import pytest
from optuna.trial import TrialState

from dctaxi.analysis.reading import read_trials
from dctaxi.analysis.reading.trial_files import csv_text
from dctaxi.data import load
from dctaxi.errors import StudyError
from dctaxi.samplers import ASKERS
from dctaxi.space import Fixed
from dctaxi.study import (
    StudyPlan,
    as_printed,
    create_study,
    judgement_of,
    plan_from_json,
    run_study,
    typical_spec,
)
from dctaxi.study.catalog import find_study
from dctaxi.training import make_engine, seeds_of
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, finished
from tests.studies import plan_of, table_of, trials_of


def run(workspace: Workspace, name: str = "study", **changes: object) -> StudyPlan:
    plan = plan_of(name, **{"seeds_per_trial": 4, "n_trials": 20, "round_size": 5} | changes)
    create_study(plan, workspace)
    run_study(name, workspace, engine=FakeEngine())
    return plan


def test_a_trial_has_the_median_of_its_seeds_and_all_their_values(workspace):
    plan = run(workspace)
    for trial in trials_of(workspace):
        spec = plan.space.spec_of(trial.params)
        seeds = trial.user_attrs["seeds"]
        values = [finished(dataclasses.replace(spec, seed=seed)).objective for seed in seeds]
        assert "seed" not in trial.params
        assert tuple(seeds) == seeds_of(spec, 4)
        assert trial.user_attrs["seed_values"] == values
        assert trial.value == pytest.approx(statistics.median(values), rel=1e-12)
        assert trial.user_attrs["seed_spread"] == pytest.approx(statistics.stdev(values))
        assert trial.user_attrs["typical_seed"] in seeds


def test_the_mean_is_there_to_choose(workspace):
    run(workspace, over_seeds="mean", n_trials=5)
    for trial in trials_of(workspace):
        values = trial.user_attrs["seed_values"]
        assert trial.value == pytest.approx(statistics.mean(values), rel=1e-12)


@pytest.mark.parametrize("asker", ASKERS)
def test_resumed_it_has_the_table_of_one_that_never_ended(workspace, asker):
    run(workspace, "whole", asker=asker)
    run(workspace, "parts", asker=asker, n_trials=10)
    run_study("parts", workspace, n_trials=10, engine=FakeEngine())
    assert table_of(workspace, "whole") == table_of(workspace, "parts")


@pytest.mark.usefixtures("compiled")
def test_both_engines_have_the_same_trials(workspace):
    plan = plan_of(seeds_per_trial=3, n_trials=2, round_size=2, sampler="random")
    data = load(plan.source, plan.feature_set, workspace)
    for engine in ("fused", "lightning"):
        create_study(dataclasses.replace(plan, name=engine), workspace)
        run_study(engine, workspace, engine=make_engine(engine, device="cpu"), data=data)
    pairs = zip(trials_of(workspace, "fused"), trials_of(workspace, "lightning"), strict=True)
    for fused, lightning in pairs:
        assert fused.params == lightning.params
        assert fused.user_attrs["seeds"] == lightning.user_attrs["seeds"]
        assert fused.value == pytest.approx(lightning.value, rel=1e-6)
        assert fused.user_attrs["seed_values"] == pytest.approx(
            lightning.user_attrs["seed_values"], rel=1e-6
        )


def test_trials_of_which_half_the_seeds_diverge_fail_and_say_so(workspace):
    plan = plan_of(seeds_per_trial=4, n_trials=12, sampler="random")
    create_study(plan, workspace)
    run_study("study", workspace, engine=FakeEngine(diverges=lambda spec: spec.seed % 2 == 0))
    trials = trials_of(workspace)
    assert {trial.state for trial in trials} == {TrialState.COMPLETE, TrialState.FAIL}
    for trial in trials:
        diverged = trial.user_attrs["seed_values"].count(None)
        assert (trial.state == TrialState.FAIL) == (diverged >= 2)
        assert trial.user_attrs["status"] == ("diverged" if diverged >= 2 else "finished")
        if diverged:
            assert trial.user_attrs["message"] == f"{diverged} of 4 seeds diverged"


def test_the_seed_is_no_hyperparameter_of_such_a_plan():
    start = {"seed": 7, "batch_norm_linear_layers": 0, "optimizer": "Adam", "lr": 0.02,
             "num_layers": 2, "num_hidden_layer_0_neurons": 7, "num_hidden_layer_1_neurons": 7,
             "batch_size": 40, "max_batches": 40}  # fmt: skip
    plan = plan_of(seeds_per_trial=2, enqueue=(start,))
    assert plan.space["seed"] == Fixed(0)
    assert "seed" not in plan.enqueue[0]
    assert plan_from_json(plan.to_json()) == plan
    assert "seed" in plan_of().space.distributions()


def test_plans_from_before_have_one_seed():
    stored = plan_of().to_json()
    del stored["seeds_per_trial"], stored["over_seeds"]
    assert plan_from_json(stored) == plan_of()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seeds_per_trial": 0}, "seeds_per_trial: expected a whole number from 1 to 64, got 0"),
        ({"seeds_per_trial": 65}, "seeds_per_trial"),
        ({"seeds_per_trial": 2.5}, "seeds_per_trial"),
        ({"over_seeds": "best"}, "over_seeds: expected one of median, mean, got 'best'"),
    ],
)
def test_what_cannot_be_is_said(changes, said):
    with pytest.raises(StudyError, match=said):
        plan_of(**changes)


def test_as_printed_has_one_seed():
    assert as_printed(plan_of(seeds_per_trial=4)).seeds_per_trial == 1
    with pytest.raises(StudyError, match="seeds_per_trial: as printed means 1"):
        plan_of(as_printed=True, objective="chapter_objective", seeds_per_trial=4)


def test_its_table_has_the_seeds_and_another_study_has_no_such_columns(workspace):
    run(workspace, n_trials=5)
    create_study(plan_of("plain", n_trials=3), workspace)
    run_study("plain", workspace, engine=FakeEngine())
    frame = read_trials(workspace, "study")
    assert [len(values) for values in frame["seed_values"]] == [4] * 5
    assert frame["seed_spread"].notna().all()
    assert "seed_spread" not in read_trials(workspace, "plain")
    assert '"[' in csv_text(frame[["number", "seed_values"]])


def test_its_best_is_judged_by_the_typical_training(workspace):
    plan = run(workspace, n_trials=5)
    best = min(trials_of(workspace), key=lambda trial: trial.value)
    judgement = judgement_of(find_study("study", workspace).user_attrs)
    assert judgement is not None
    assert judgement.trial == best.number
    spec = typical_spec(plan, best.params, best.user_attrs)
    assert spec.seed == best.user_attrs["typical_seed"]
    assert typical_spec(plan, best.params, {}).seed == best.user_attrs["seeds"][0]


def test_trials_are_carried_over_between_studies_of_as_many_seeds_alone(workspace):
    run(workspace, n_trials=5)
    child = plan_of("child", seeds_per_trial=4, parent="study")
    assert create_study(child, workspace, carry_over=True).kept == 5
    other = plan_of("other", seeds_per_trial=2, parent="study")
    with pytest.raises(StudyError, match="its seeds_per_trial differs"):
        create_study(other, workspace, carry_over=True)
