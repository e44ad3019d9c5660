import itertools
import json

import pandas as pd
import pytest

from dctaxi.data import SampleSource
from dctaxi.errors import PopulationError, SpaceError
from dctaxi.populations.landscape import LANDSCAPES, LandscapePlan, axis_names
from dctaxi.populations.plan import fresh_seeds, read_plan
from dctaxi.populations.trainings import train
from dctaxi.space import PRESETS, Fixed, draw, narrow_by_texts
from tests.fake_engine import FakeEngine

SPACE = PRESETS["chapter"].space
PARAMS = {
    "seed": 5, "batch_norm_linear_layers": 1, "optimizer": "SGD", "lr": 0.02, "num_layers": 2,
    "num_hidden_layer_0_neurons": 7, "num_hidden_layer_1_neurons": 11, "batch_size": 40,
    "max_batches": 33,
}  # fmt: skip


def plan_of(x="lr", y="batch_size", space=SPACE, **changes) -> LandscapePlan:
    sizes = {"columns": 4, "rows": 3, "seeds": 5, "source": SampleSource(rows=60)}
    return LandscapePlan(space, x, y, **{**sizes, **changes})


def cells_of(plan):
    """Return each training beside its row of the frame."""
    frame = pd.DataFrame(plan.frame_columns())
    return list(zip(frame.to_dict("records"), plan.specs(), strict=True))


def test_every_cell_is_trained_with_every_draw():
    plan = plan_of()
    frame = pd.DataFrame(plan.frame_columns())
    assert plan.trainings == len(frame) == 4 * 3 * 5
    found = set(frame[["column", "row", "draw"]].itertuples(index=False, name=None))
    assert found == set(itertools.product(range(4), range(3), range(5)))


def test_a_cell_trains_its_own_values():
    plan = plan_of()
    for row, spec in cells_of(plan):
        assert spec.lr == row["params_lr"] == plan.x_values[row["column"]]
        assert spec.batch_size == row["params_batch_size"] == plan.y_values[row["row"]]


def test_every_cell_has_draws_of_its_own():
    plan = plan_of(seed=7)
    drawn = [spec.seed for spec in plan.specs()]
    assert len(set(drawn)) == plan.trainings
    trial = plan_of(seed=7, others=PARAMS)
    assert [spec.seed for spec in trial.specs()] == list(fresh_seeds(60, 7))


def test_others_at_a_trial_leave_only_the_seed_to_chance():
    plan = plan_of(others=PARAMS, seed=7)
    trial = SPACE.spec_of(PARAMS)
    for row, spec in cells_of(plan):
        assert row["draw"] in range(5)
        assert spec.num_hidden_neurons == trial.num_hidden_neurons
        assert (spec.optimizer, spec.max_batches) == (trial.optimizer, trial.max_batches)


def test_all_cells_come_before_the_second_draw():
    draws = [row["draw"] for row, _ in cells_of(plan_of())]
    assert draws == sorted(draws)


@pytest.mark.parametrize("x", axis_names(SPACE))
def test_every_parameter_but_the_seed_can_be_an_axis(x):
    y = "lr" if x != "lr" else "num_layers"
    plan = plan_of(x, y)
    for row, spec in cells_of(plan):
        value = row[f"params_{x}"]
        if x == "num_layers":
            assert len(spec.num_hidden_neurons) == value
        elif x.startswith("num_hidden"):
            assert spec.num_hidden_neurons[int(x.split("_")[3])] == value
        else:
            assert getattr(spec, x) == value


def test_a_layers_width_is_an_axis_of_networks_that_have_it():
    plan = plan_of("num_hidden_layer_2_neurons", "lr", seeds=16)
    assert {len(spec.num_hidden_neurons) for _, spec in cells_of(plan)} == {3}


def test_depth_beyond_a_trials_repeats_its_last_width():
    plan = plan_of("num_layers", "lr", others=PARAMS)
    assert {spec.num_hidden_neurons for _, spec in cells_of(plan)} == {(7, 11), (7, 11, 11)}


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"x": "seed"}, PopulationError, "seed cannot be an axis"),
        ({"x": "num_hidden_layer_neurons"}, PopulationError, "no scale of its own"),
        ({"x": "batch_size"}, PopulationError, "got batch_size twice"),
        ({"x": "width"}, SpaceError, "expected one of"),
        ({"x": "num_hidden_layer_9_neurons"}, SpaceError, "expected a layer below 3"),
        ({"x": "num_hidden_layer_2_neurons", "others": PARAMS}, PopulationError, "without hidden"),
        ({"x": "num_hidden_layer_2_neurons", "y": "num_layers"}, PopulationError, "without hidden"),
        ({"columns": 1}, PopulationError, "columns"),
        ({"rows": 65}, PopulationError, "rows"),
        ({"seeds": 65}, PopulationError, "seeds"),
        ({"others": {"lr": 3}}, SpaceError, "seed"),
    ],
)
def test_refuses_what_makes_no_grid(changes, error, sentence):
    with pytest.raises(error, match=sentence):
        plan_of(**changes)


def test_a_fixed_parameter_cannot_be_an_axis():
    with pytest.raises(PopulationError, match="optimizer cannot be an axis, it is fixed"):
        plan_of("optimizer", space=narrow_by_texts(SPACE, ["optimizer=Adam"]))


def test_is_kept_and_a_stop_keeps_an_even_part_of_it(workspace):
    engine = FakeEngine()
    plan = plan_of(columns=16, rows=16, seeds=1)
    landscape = train(
        plan, LANDSCAPES, workspace, engine=engine, should_stop=lambda: len(engine.trained) >= 64
    )
    again = LANDSCAPES.load(landscape.id, workspace)
    assert not again.complete
    quarters = pd.crosstab(again.frame["row"] // 8, again.frame["column"] // 8)
    assert (quarters.to_numpy() == 16).all()
    whole = train(plan, LANDSCAPES, workspace, engine=engine)
    assert whole.complete
    assert len(engine.trained) == plan.trainings


def test_the_largest_landscape_fits_the_limit():
    assert plan_of(space=PRESETS["wide"].space, columns=64, rows=64, seeds=16).trainings > 60_000


def test_the_plan_survives_json():
    for others in ("random", PARAMS):
        plan = plan_of(others=others)
        read = read_plan(LandscapePlan, json.loads(json.dumps(plan.to_json())))
        assert read == plan
        assert read.key == plan.key


def test_draws_are_not_those_of_a_population_in_disguise():
    assert plan_of().key != plan_of(others=draw(SPACE, 1, 0)[0]).key


def test_draws_of_several_seeds_differ_even_where_the_space_fixes_the_seed():
    space = SPACE.replace("seed", Fixed(0))
    seeds = [spec.seed for spec in plan_of(space=space, seeds_per_trial=4).specs()]
    assert len(set(seeds)) == len(seeds)
    assert {spec.seed for spec in plan_of(space=space).specs()} == {0}
