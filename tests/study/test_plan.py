import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import GlobSource, SampleSource
from dctaxi.errors import DataError, DcTaxiError, SpaceError, StudyError
from dctaxi.samplers import available_samplers
from dctaxi.space import PRESETS
from dctaxi.study.plan import MAX_ROUND_SIZE, MAX_TRIALS, StudyPlan, as_printed, plan_from_json

SPACE = PRESETS["chapter"].space

PLANS = st.builds(
    StudyPlan,
    name=st.sampled_from(["study", "Größe 2"]),
    space=st.sampled_from([preset.space for preset in PRESETS.values()]),
    sampler=st.sampled_from(available_samplers()),
    sampler_seed=st.integers(0, 2**32 - 1),
    n_trials=st.integers(1, MAX_TRIALS),
    timeout_s=st.none() | st.floats(0.1, 1e6),
    objective=st.sampled_from(["train_val_rmse", "val_rmse", "chapter_objective"]),
    engine=st.sampled_from(["lightning", "fused"]),
    device=st.sampled_from(["auto", "cpu", "cuda"]),
    loader=st.sampled_from(["memory", "kaen"]),
    source=st.builds(SampleSource, rows=st.integers(12, 1000), seed=st.integers(0, 9))
    | st.just(GlobSource("https://example.org/train.csv", "https://example.org/valid.csv")),
    feature_set=st.sampled_from(["raw", "scaled", "distance"]),
    round_size=st.just("auto") | st.integers(1, MAX_ROUND_SIZE),
    parent=st.none() | st.just("parent"),
)


def plan_of(**changes) -> StudyPlan:
    return StudyPlan(**{"name": "study", "space": SPACE, **changes})


@given(PLANS)
def test_a_plan_comes_back_from_its_json(plan):
    assert plan_from_json(json.loads(json.dumps(plan.to_json()))) == plan


@given(PLANS)
def test_as_printed_keeps_space_data_seed_and_limits(plan):
    printed = as_printed(plan)

    assert (printed.sampler, printed.round_size, printed.objective) == (
        "tpe", 1, "chapter_objective",
    )  # fmt: skip
    for name in ("name", "space", "source", "sampler_seed", "n_trials", "timeout_s", "engine"):
        assert getattr(printed, name) == getattr(plan, name)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"n_trials": 0}, "n_trials: expected a whole number from 1 to 100,000, got 0"),
        ({"n_trials": 100_001}, "from 1 to 100,000, got 100001"),
        ({"n_trials": 2.5}, "n_trials"),
        ({"n_trials": True}, "n_trials"),
        ({"n_trials": None}, "a number of trials, a time limit or both"),
        ({"timeout_s": 0}, "timeout_s: expected a positive number of seconds, got 0"),
        ({"timeout_s": float("nan")}, "timeout_s"),
        ({"timeout_s": float("inf")}, "timeout_s"),
        ({"timeout_s": "60"}, "timeout_s"),
        ({"timeout_s": True}, "timeout_s"),
        ({"round_size": 0}, "round_size: expected a whole number from 1 to 10,000"),
        ({"round_size": "large"}, "round_size"),
        ({"sampler": "grid"}, "sampler: expected one of tpe"),
        ({"sampler_seed": -1}, "seed"),
        ({"sampler_seed": 2**32}, "seed"),
        ({"objective": "loss"}, "objective: expected one of train_val_rmse"),
        ({"engine": "steam"}, "engine: expected one of lightning, fused"),
        ({"device": "tpu"}, "device"),
        ({"loader": "pandas"}, "loader"),
        ({"feature_set": "pca"}, "feature_set"),
        ({"name": "a/b"}, "study name"),
        ({"as_printed": True, "objective": "val_rmse"}, "objective: as printed means"),
        ({"as_printed": True, "objective": "chapter_objective", "round_size": 2}, "round_size"),
        ({"as_printed": True, "objective": "chapter_objective", "sampler": "random"}, "TPE"),
        ({"as_printed": True, "objective": "chapter_objective", "parent": "p"}, "parent"),
    ],
)
def test_refuses_what_is_out_of_limits(changes, why):
    with pytest.raises(StudyError, match=why):
        plan_of(**changes)


def test_refuses_to_enqueue_what_lies_outside_the_space():
    with pytest.raises(SpaceError, match="seed: expected a value, but it is missing"):
        plan_of(enqueue=({"lr": 0.03},))


def test_time_alone_may_limit_a_study():
    assert plan_of(n_trials=None, timeout_s=60).timeout_s == 60


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (None, StudyError),
        ([], StudyError),
        ({}, StudyError),
        ({"version": 2}, StudyError),
        ({"version": 1}, StudyError),
        ({"version": 1, "name": "a"}, StudyError),
        ({"version": 1, "name": "a", "space": {}}, SpaceError),
        ({"version": 1, "name": "a", "space": SPACE.to_json(), "trials": 3}, StudyError),
        ({"version": 1, "name": "a", "space": SPACE.to_json(), "source": {}}, DataError),
        ({"version": 1, "name": "a", "space": SPACE.to_json(), "enqueue": 3}, StudyError),
        ({"version": 1, "name": "a", "space": SPACE.to_json(), "as_printed": 1}, StudyError),
    ],
)
def test_refuses_json_that_is_no_plan(document, error):
    with pytest.raises(error):
        plan_from_json(document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(st.sampled_from([f.name for f in dataclasses.fields(StudyPlan)]), JSON)
def test_a_wrong_value_under_any_key_is_refused_in_words(key, value):
    document = {**plan_of().to_json(), key: value}

    try:
        plan = plan_from_json(document)
    except DcTaxiError:
        return
    assert plan_from_json(plan.to_json()) == plan
