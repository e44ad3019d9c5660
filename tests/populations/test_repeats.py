import json

import pytest

from dctaxi.data import SampleSource
from dctaxi.errors import PopulationError, StudyError
from dctaxi.populations.from_study import finished_trials
from dctaxi.populations.plan import fresh_seeds
from dctaxi.populations.repeats import REPEATS, repeats_of
from dctaxi.populations.trainings import train
from dctaxi.study import StudyPlan, create_study, leave_out, run_study
from tests.fake_engine import FakeEngine, finished
from tests.studies import SPACE, plan_of


@pytest.fixture
def workspace(workspace):
    create_study(plan_of("mine"), workspace)
    run_study("mine", workspace, engine=FakeEngine(diverges=lambda spec: spec.lr > 0.05))
    return workspace


def test_takes_the_best_trials_first(workspace):
    plan = repeats_of("mine", workspace, top=3, seeds=4)
    values = sorted((t.value, t.number) for t in finished_trials("mine", workspace))
    assert [(t.value, t.number) for t in plan.trials] == values[:3]
    assert (plan.origin, plan.source) == ("mine", SampleSource(rows=60))
    assert plan.trials[0].train_rmse_eval is not None


def test_a_trial_that_was_left_out_is_repeated_only_where_it_is_named(workspace):
    best, second = (t.number for t in repeats_of("mine", workspace, top=2, seeds=1).trials)
    leave_out("mine", [best], workspace)
    assert repeats_of("mine", workspace, top=1, seeds=1).trials[0].number == second
    assert repeats_of("mine", workspace, numbers=[best], seeds=1).trials[0].number == best
    leave_out("mine", [t.number for t in finished_trials("mine", workspace)], workspace)
    with pytest.raises(StudyError, match="was left out: take some"):
        repeats_of("mine", workspace)


def test_takes_the_trials_that_were_named(workspace):
    numbers = [t.number for t in finished_trials("mine", workspace)][:2]
    plan = repeats_of("mine", workspace, numbers=numbers, seeds=4)
    assert {t.number for t in plan.trials} == set(numbers)


def test_no_seed_occurs_in_the_study(workspace):
    used = {SPACE.spec_of(t.params).seed for t in finished_trials("mine", workspace)}
    assert not used & set(repeats_of("mine", workspace, seeds=64).seeds)


def test_every_trial_is_trained_with_every_seed_and_nothing_else_changes(workspace):
    plan = repeats_of("mine", workspace, top=3, seeds=4)
    repeats = train(plan, REPEATS, workspace, engine=FakeEngine())
    frame = repeats.frame
    assert frame.groupby("trial")["seed"].apply(sorted).tolist() == [sorted(plan.seeds)] * 3
    for trial in plan.trials:
        for seed in plan.seeds:
            spec = SPACE.spec_of({**trial.params, "seed": seed})
            row = frame[(frame["trial"] == trial.number) & (frame["seed"] == seed)]
            assert row["objective"].item() == finished(spec).objective


def test_is_kept_and_reopened(workspace):
    plan = repeats_of("mine", workspace, top=2, seeds=3)
    repeats = train(plan, REPEATS, workspace, engine=FakeEngine())
    again = REPEATS.load(repeats.id, workspace)
    assert again.plan == plan
    assert again.frame.equals(repeats.frame)
    assert json.loads(json.dumps(plan.to_json()))["kind"] == "repeats"


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"top": 0}, PopulationError, "top"),
        ({"seeds": 0}, PopulationError, "seeds"),
        ({"numbers": [999]}, StudyError, "no finished trial 999"),
    ],
)
def test_refuses_in_a_sentence(workspace, options, error, sentence):
    with pytest.raises(error, match=sentence):
        repeats_of("mine", workspace, **options)


def test_refuses_a_study_that_is_missing_or_empty(workspace):
    with pytest.raises(StudyError, match="no study"):
        repeats_of("none", workspace)
    create_study(StudyPlan("empty", SPACE), workspace)
    with pytest.raises(StudyError, match="No trial of 'empty' has finished"):
        repeats_of("empty", workspace)


def test_fresh_seeds_are_different_and_unused():
    seeds = fresh_seeds(1000, 0)
    assert len(set(seeds)) == 1000
    assert fresh_seeds(10, 0) == seeds[:10]
    assert not set(fresh_seeds(1000, 0, used=seeds)) & set(seeds)
