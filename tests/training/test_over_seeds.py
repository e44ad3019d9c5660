import dataclasses
import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import TaxiData
from dctaxi.records import (
    RunStatus,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    unfinished_outcome,
)
from dctaxi.training import over_seeds, seeds_of
from dctaxi.training.over_seeds import together
from tests.fake_engine import FakeEngine, finished

SPEC = TrialSpec(0, (7, 11), batch_norm_linear_layers=False, optimizer="Adam", lr=0.03,
                 batch_size=40, max_batches=40)  # fmt: skip
OBJECTIVES = ("train_val_rmse", "val_rmse", "chapter_objective", "val_rmse_all")


def runs(count: int, *, diverge: int = 0) -> tuple[tuple[int, ...], list[TrialOutcome]]:
    """Return the trainings of a configuration, of which the first so many diverge."""
    seeds = seeds_of(SPEC, count)
    done = [finished(dataclasses.replace(SPEC, seed=seed)) for seed in seeds]
    for place in range(diverge):
        constant = done[place].constant
        done[place] = diverged_outcome((), step=7, duration_s=0.001, constant=constant)
    return seeds, done


@pytest.mark.parametrize("count", [2, 3, 4, 7])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_is_the_median_or_the_mean_over_the_seeds(count, objective):
    seeds, done = runs(count)
    values = [outcome.value(objective) for outcome in done]
    median, mean = together(seeds, done, "median"), together(seeds, done, "mean")
    assert median.value(objective) == pytest.approx(statistics.median(values), rel=1e-12)
    assert mean.value(objective) == pytest.approx(statistics.mean(values), rel=1e-12)
    assert median.seeds.values(objective) == tuple(values)
    assert median.seeds.spread(objective) == pytest.approx(statistics.stdev(values))
    assert median.duration_s == pytest.approx(count * 0.001)


def test_the_typical_seed_scored_the_closest_to_the_value():
    seeds, done = runs(5)
    whole = together(seeds, done, "median")
    typical = whole.seeds.typical("val_rmse_all", whole.val_rmse_all)
    assert done[seeds.index(typical)].val_rmse_all == whole.val_rmse_all


def test_points_of_curves_and_constant_answers_are_taken_together_too():
    seeds, done = runs(3)
    whole = together(seeds, done, "median")
    assert [point.step for point in whole.curve] == [20, 40]
    assert whole.curve[0].val_rmse == statistics.median(o.curve[0].val_rmse for o in done)
    assert whole.constant == done[0].constant


@pytest.mark.parametrize(
    ("over", "count", "diverge", "has_value"),
    [
        ("median", 4, 1, True),
        ("median", 4, 2, False),
        ("median", 5, 2, True),
        ("median", 5, 3, False),
        ("median", 2, 1, False),
        ("mean", 4, 1, False),
        ("mean", 4, 0, True),
    ],
)
def test_a_diverged_seed_counts_as_infinitely_bad(over, count, diverge, has_value):
    whole = together(*runs(count, diverge=diverge), over)
    assert whole.status is (RunStatus.FINISHED if has_value else RunStatus.DIVERGED)
    assert (whole.value("train_val_rmse") is not None) == has_value
    assert whole.message == (f"{diverge} of {count} seeds diverged" if diverge else "")
    if has_value and diverge:
        clean = together(*runs(count), over)
        assert whole.value("train_val_rmse") >= clean.value("train_val_rmse")


@pytest.mark.parametrize("status", [RunStatus.STOPPED, RunStatus.FAILED])
def test_a_configuration_is_cut_short_or_fails_with_any_of_its_trainings(status):
    seeds, done = runs(3)
    done[1] = unfinished_outcome(status, "why")
    whole = together(seeds, done, "median")
    assert whole.status is status
    assert "why" in whole.message
    assert whole.value("train_val_rmse") is None


def test_seeds_follow_from_the_configuration_and_fewer_are_the_first_of_more():
    assert seeds_of(SPEC, 4) == seeds_of(SPEC, 16)[:4]
    assert len(set(seeds_of(SPEC, 64))) == 64
    assert seeds_of(SPEC, 4) != seeds_of(dataclasses.replace(SPEC, lr=0.031), 4)
    assert seeds_of(SPEC, 4) != seeds_of(dataclasses.replace(SPEC, seed=1), 4)
    assert all(0 <= seed < 2**31 - 1 for seed in seeds_of(SPEC, 64))


def test_seeds_are_those_of_every_release():
    assert seeds_of(SPEC, 3) == (1032631278, 1571453185, 1802494769)


def test_one_seed_leaves_the_engine_as_it_is():
    engine = FakeEngine()
    assert over_seeds(engine, 1, "median", "val_rmse") is engine


def test_an_engine_over_seeds_tells_of_configurations_and_trains_every_seed(data: TaxiData):
    inner, told = FakeEngine(), []
    engine = over_seeds(inner, 4, "median", "train_val_rmse")
    specs = [dataclasses.replace(SPEC, lr=lr) for lr in (0.01, 0.03, 0.05)]
    outcomes = engine.run(specs, data, on_progress=told.append)
    assert len(outcomes) == 3
    assert [(spec.lr, spec.seed) for spec in inner.trained] == [
        (spec.lr, seed) for spec in specs for seed in seeds_of(spec, 4)
    ]
    assert all(one.total == 3 for one in told)
    assert [one.done for one in told][-1] == 3
    again = engine.run(specs[1:2], data)
    assert again[0].value("val_rmse") == outcomes[1].value("val_rmse")


@given(
    st.lists(st.one_of(st.none(), st.floats(0.01, 1e6)), min_size=2, max_size=9),
    st.sampled_from(["median", "mean"]),
)
def test_the_value_is_that_of_the_scores_with_infinity_for_none(scores, over):
    def outcome(score: float | None) -> TrialOutcome:
        if score is None:
            return diverged_outcome((), step=1, duration_s=0.0)
        return dataclasses.replace(finished(SPEC), val_rmse_all=score)

    whole = together(range(len(scores)), [outcome(score) for score in scores], over)
    raw = [math.inf if score is None else score for score in scores]
    expected = float(np.median(raw) if over == "median" else np.mean(raw))
    found = whole.value("val_rmse_all")
    if math.isfinite(expected):
        assert found == pytest.approx(expected, rel=1e-12)
    else:
        assert found is None
