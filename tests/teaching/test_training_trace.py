import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import SampleSource, load
from dctaxi.errors import PopulationError
from dctaxi.populations import train
from dctaxi.records import TrialSpec
from dctaxi.space import PRESETS, IntRange
from dctaxi.teaching.training_trace import (
    LOOKS,
    MAX_STEPS,
    TRACES,
    TracePlan,
    configuration_space,
    trace_of,
)
from dctaxi.training import make_engine
from dctaxi.workspace import Workspace

pytestmark = pytest.mark.usefixtures("compiled")

SPEC = TrialSpec(7, (3, 5), True, "Adam", 0.03, 16, 45)


@given(st.integers(1, MAX_STEPS))
def test_looks_at_the_last_step_and_no_more_often_than_it_should(steps):
    plan = trace_of(dataclasses.replace(SPEC, max_batches=steps))
    assert plan.steps[-1] == steps
    assert plan.trainings == len(plan.steps) == len(plan.specs()) <= LOOKS
    assert plan.steps[0] <= -(-steps // LOOKS)
    assert steps > LOOKS or plan.steps == tuple(range(1, steps + 1))
    assert plan.specs()[-1] == dataclasses.replace(SPEC, max_batches=steps)


def test_the_configuration_alone_is_in_its_space():
    space = configuration_space(SPEC)
    assert space.size() == 1
    assert space.spec_of({}) == SPEC


def test_refuses_a_space_with_more_than_one_training_per_step():
    with pytest.raises(PopulationError, match="everything but max_batches is fixed"):
        TracePlan(space=PRESETS["chapter"].space)
    two_seeds = configuration_space(SPEC).replace("seed", IntRange(0, 1))
    with pytest.raises(PopulationError, match="fix the rest"):
        TracePlan(space=two_seeds)


def test_refuses_a_training_that_takes_too_long_to_watch():
    with pytest.raises(PopulationError, match="steps"):
        trace_of(dataclasses.replace(SPEC, max_batches=MAX_STEPS + 1))


def test_is_the_curve_of_the_one_long_training(tmp_path):
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
    data = load(SampleSource(120), "scaled", workspace)
    trace = train(trace_of(SPEC, feature_set="scaled"), TRACES, workspace, data=data)
    (whole,) = make_engine("fused").run([SPEC], data)
    by_step = trace.frame.set_index("step")
    for point in whole.curve:
        row = by_step.loc[point.step]
        assert row["train_rmse"] == pytest.approx(point.train_rmse, rel=1e-9)
        assert row["val_rmse"] == pytest.approx(point.val_rmse, rel=1e-9)
    last = by_step.loc[SPEC.max_batches, "train_rmse_eval"]
    assert last == pytest.approx(whole.train_rmse_eval, rel=1e-9)
    kept = TRACES.load(trace.id, workspace)
    assert kept.plan == trace.plan
    assert kept.frame.equals(trace.frame)
