import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.statistics.summary import constant_of_best
from dctaxi.data import SampleSource, load
from dctaxi.errors import PopulationError
from dctaxi.populations.plan import read_plan
from dctaxi.populations.population import POPULATIONS, PopulationPlan
from dctaxi.populations.rows import InMemory
from dctaxi.populations.trained import judged_by
from dctaxi.records import RunStatus
from dctaxi.space import PRESETS, Fixed, draw, draw_specs
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, finished
from tests.populations.small_population import SOURCE, SPACE, files, plan_of, run


def test_trains_the_drawn_configurations(workspace):
    population = run(plan_of(), workspace)

    frame = population.frame
    specs = draw_specs(SPACE, 32, 3)
    assert frame["member"].tolist() == list(range(32))
    assert frame["seed"].tolist() == [spec.seed for spec in specs]
    assert frame["objective"].tolist() == [finished(spec).objective for spec in specs]
    assert population.values.tolist() == frame["objective"].tolist()
    assert population.complete
    assert population.device == "fake device"


def test_names_the_parameters_as_trials_do(workspace):
    frame = run(plan_of(), workspace).frame
    params = pd.DataFrame(draw(SPACE, 32, 3)).add_prefix("params_")
    for name in params:
        assert frame[name].astype(object).where(frame[name].notna(), None).tolist() == (
            params[name].astype(object).where(params[name].notna(), None).tolist()
        )


def test_sobol_members_are_the_drawn_ones(workspace):
    frame = run(plan_of(method="sobol"), workspace).frame
    assert frame["params_lr"].tolist() == [p["lr"] for p in draw(SPACE, 32, 3, "sobol")]


def test_values_follow_the_plans_objective(workspace):
    population = run(plan_of(objective="val_rmse"), workspace)
    assert population.values.tolist() == population.frame["val_rmse"].tolist()


def test_a_diverged_member_has_no_value_and_is_counted(workspace):
    engine = FakeEngine(diverges=lambda spec: spec.optimizer == "SGD")
    population = run(plan_of(), workspace, engine)
    sgd = (population.frame["params_optimizer"] == "SGD").to_numpy()
    assert population.diverged == sgd.sum() > 0
    assert np.isnan(population.values[sgd]).all()
    assert np.isfinite(population.values[~sgd]).all()
    assert set(population.frame.loc[sgd, "diverged_at"]) == {20}


def test_is_reopened_with_every_number_and_its_provenance(workspace):
    population = run(plan_of(title="first"), workspace)
    again = POPULATIONS.load(population.id, workspace)
    assert again.plan == population.plan
    pd.testing.assert_frame_equal(again.frame, population.frame)
    for field in ("wall_s", "device", "complete", "created_at", "data_fingerprint", "versions"):
        assert getattr(again, field) == getattr(population, field)
    assert again.data_fingerprint == load(SOURCE, "distance", workspace).fingerprint
    assert again.versions["numpy"] == np.__version__


def test_the_same_plan_is_trained_once(workspace):
    engine = FakeEngine()
    first = run(plan_of(), workspace, engine)
    second = run(plan_of(title="named", objective="val_rmse"), workspace, engine)
    assert len(engine.trained) == 32
    judged = ["constant_objective"]
    assert second.frame.drop(columns=judged).equals(first.frame.drop(columns=judged))
    assert second.values.tolist() == first.frame["val_rmse"].tolist()


def test_what_was_trained_before_all_rows_judged_is_trained_again_for_them_alone(workspace):
    kept = run(plan_of(), workspace)
    before = dataclasses.replace(kept, rows=InMemory(kept.frame.drop(columns="val_rmse_all")))
    POPULATIONS.save(before, workspace, before=kept)
    everywhere = plan_of(objective="val_rmse_all")
    assert POPULATIONS.find_for(plan_of(), workspace) is not None
    assert POPULATIONS.find_for(everywhere, workspace) is None
    engine = FakeEngine()
    judged = run(everywhere, workspace, engine)
    assert len(engine.trained) == 32
    assert judged.values.tolist() == judged.frame["val_rmse_all"].tolist()
    assert POPULATIONS.load(kept.id, workspace).plan == kept.plan  # it means what it meant
    assert POPULATIONS.find_for(everywhere, workspace).plan == everywhere


def test_the_constant_answer_is_told_in_the_objective_that_is_asked_for(workspace):
    kept = run(plan_of(), workspace)
    everywhere = judged_by(kept, "val_rmse_all")
    assert set(kept.column("constant_objective")) != {4.5}
    assert set(everywhere.column("constant_objective")) == {4.5}
    assert constant_of_best(everywhere) == 4.5
    assert set(everywhere.frame["constant_objective"]) == {4.5}
    (table,) = everywhere.rows.tables()
    assert set(table["constant_objective"].to_pylist()) == {4.5}
    one_batch = judged_by(kept, "val_rmse")
    assert constant_of_best(one_batch) is None
    assert one_batch.frame.columns.tolist() == kept.frame.columns.tolist()


def test_the_constant_answer_is_that_of_each_objective_where_another_one_goes_on(workspace):
    engine = FakeEngine()
    half = run(plan_of(n=2000), workspace, engine, should_stop=lambda: len(engine.trained) >= 1024)
    assert 0 < half.done < 2000
    judged = run(plan_of(n=2000, objective="val_rmse_all"), workspace)
    assert set(judged.column("constant_objective")) == {4.5}
    assert constant_of_best(judged) == 4.5
    kept = POPULATIONS.load(half.id, workspace)
    assert (kept.plan.objective, kept.done) == ("train_val_rmse", 2000)
    scored = 3.0 + kept.frame["params_batch_size"] / 40 + 3.5
    np.testing.assert_allclose(kept.column("constant_objective"), scored)


def test_a_partial_result_is_judged_as_asked(workspace):
    engine = FakeEngine()
    part = run(plan_of(n=2000), workspace, engine, should_stop=lambda: len(engine.trained) >= 100)
    assert not part.complete
    seen = []
    run(plan_of(n=2000, objective="val_rmse"), workspace, on_partial=seen.append)
    assert {partial.plan.objective for partial in seen} == {"val_rmse"}


@pytest.mark.parametrize(
    "change",
    [
        {"n": 33},
        {"seed": 4},
        {"method": "sobol"},
        {"source": SampleSource(rows=72)},
        {"feature_set": "scaled"},
        {"engine": "lightning"},
        {"space": PRESETS["first"].space},
    ],
)
def test_whatever_decides_the_numbers_changes_the_key(change):
    assert dataclasses.replace(plan_of(), **change).key != plan_of().key


def test_a_name_does_not_change_the_key():
    assert plan_of(title="x", origin="study", objective="val_rmse").key == plan_of().key


def test_changed_data_make_a_kept_population_stale(workspace):
    rows = load(SOURCE, "distance", workspace)
    run(plan_of(), workspace, data=rows)
    engine = FakeEngine()
    changed = dataclasses.replace(rows, fingerprint="other")
    population = run(plan_of(), workspace, engine, data=changed)
    assert len(engine.trained) == 32
    assert POPULATIONS.load(population.id, workspace).data_fingerprint == "other"
    assert len(files(workspace)) == 1


def test_a_stop_keeps_what_is_done_and_says_so(workspace):
    engine = FakeEngine()
    population = run(plan_of(), workspace, engine, should_stop=lambda: len(engine.trained) >= 10)
    kept = POPULATIONS.load(population.id, workspace)
    assert not kept.complete
    assert len(kept.frame) == 10
    assert not POPULATIONS.list(workspace)[0].complete


class LastFirst(FakeEngine):
    """An engine that begins with the last, as another does with the longest."""

    def run(self, specs, data, **options):
        return super().run(specs[::-1], data, **options)[::-1]


def test_what_ended_out_of_order_is_no_sample_and_is_not_kept(workspace):
    engine = LastFirst()
    population = run(plan_of(), workspace, engine, should_stop=lambda: len(engine.trained) >= 10)
    assert not len(population.frame)
    assert POPULATIONS.list(workspace) == ()


def test_long_trainings_come_in_small_parts_so_that_a_stop_gives_up_little(workspace):
    engine = LastFirst()
    plan = plan_of(space=SPACE.replace("max_batches", Fixed(100_000)))
    population = run(plan, workspace, engine, should_stop=lambda: len(engine.trained) >= 10)
    assert 1 <= engine.round_sizes[0] < 10
    assert 0 < len(population.frame) <= 10


def test_a_stopped_population_goes_on_where_it_stood(workspace):
    engine = FakeEngine()
    run(plan_of(), workspace, engine, should_stop=lambda: len(engine.trained) >= 10)
    rest = FakeEngine()
    population = run(plan_of(), workspace, rest)
    assert len(rest.trained) == 22
    assert population.complete
    whole = run(plan_of(), Workspace(workspace.root / "other", workspace.storage_url))
    pd.testing.assert_frame_equal(population.frame, whole.frame)


def test_stopped_before_the_first_training_keeps_nothing(workspace):
    population = run(plan_of(), workspace, should_stop=lambda: True)
    assert len(population.frame) == 0
    assert not population.complete
    assert files(workspace) == []


def test_a_failure_of_the_engine_keeps_the_parts_before_it(workspace):
    def fail_at(number):
        if number == 20:
            raise MemoryError

    engine = FakeEngine("lightning", before_each=fail_at)
    with pytest.raises(MemoryError):
        run(plan_of(), workspace, engine)
    (listed,) = POPULATIONS.list(workspace)
    assert listed.done == 8
    assert not listed.complete


def test_tells_progress_and_rows_so_far(workspace):
    told, partial = [], []
    run(
        plan_of(),
        workspace,
        FakeEngine("lightning"),
        on_progress=lambda progress: told.append((progress.done, progress.total)),
        on_partial=partial.append,
    )
    assert told == [(i + 1, 32) for i in range(32)]
    assert [len(one.frame) for one in partial] == [8]
    assert not partial[0].complete


@pytest.mark.parametrize(
    ("field", "value"),
    [("n", 0), ("n", True), ("seed", -1), ("method", "grid"), ("engine", "x"), ("title", "a\nb")],
)
def test_refuses_a_plan_out_of_its_limits(field, value):
    with pytest.raises(PopulationError, match=field):
        plan_of(**{field: value})


def test_a_space_with_nothing_to_ask_for_trains_too(workspace):
    space = SPACE
    for name, value in draw(SPACE, 1, 0)[0].items():
        if not name.startswith("num_hidden"):
            space = space.replace(name, Fixed(value))
    space = space.replace("num_hidden_layer_neurons", Fixed(7))
    frame = run(plan_of(space=space, n=3), workspace).frame
    assert frame["status"].tolist() == [RunStatus.FINISHED.value] * 3
    assert not [name for name in frame if name.startswith("params_")]


def test_the_plan_survives_json():
    plan = plan_of(title="x", origin="study")
    assert read_plan(PopulationPlan, json.loads(json.dumps(plan.to_json()))) == plan
