"""A pool answers by filtering: what it keeps are draws of the narrower space."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ks_2samp

from dctaxi.errors import PopulationError
from dctaxi.populations import POOLS, PoolPlan, Question, drawn_of, pool_plan, train, values_inside
from dctaxi.populations.population import PopulationPlan
from dctaxi.space import (
    PRESETS,
    Choices,
    Fixed,
    FloatRange,
    IntRange,
    SearchSpace,
    drawn_columns,
    specs_of_columns,
)
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

CHAPTER = PRESETS["chapter"].space
SPACE = CHAPTER.replace("momentum", FloatRange(0, 0.99)).replace(
    "weight_decay", FloatRange(0.001, 0.1, log=True)
)
SEEDS = 2**31 - 2
CUTS = {
    "lr": FloatRange(0.02, 0.05, log=True),
    "batch_size": IntRange(35, 44, log=True),
    "optimizer": Fixed("Adam"),
    "num_hidden_layer_neurons": Fixed(7),
    "num_layers": Fixed(2),
    "seed": IntRange(0, SEEDS // 2),
    "momentum": FloatRange(0.6, 0.9),
}


def asked(name: str, dimension: object) -> Question:
    return Question(SPACE, SPACE.replace(name, dimension))


@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("lr", Fixed(0.02)),
        ("lr", FloatRange(0.02, 0.05)),
        ("lr", FloatRange(0.001, 0.05, log=True)),
        ("seed", Fixed(3)),
        ("batch_size", Choices((32, 40))),
        ("num_layers", Choices((2, 3, 4))),
        ("gradient_clip_val", FloatRange(0.05, 5, log=True)),
    ],
)
def test_what_filtering_cannot_answer_is_refused(name: str, dimension: object) -> None:
    question = asked(name, dimension)
    assert question.beyond_pool is not None
    with pytest.raises(PopulationError, match="Train this question"):
        question.inside(drawn_columns(SPACE, 8, 0))


@pytest.mark.parametrize("name", CUTS)
def test_members_inside_are_those_whose_drawn_value_is(name: str) -> None:
    drawn = drawn_columns(SPACE, 400, 1)
    question = asked(name, CUTS[name])
    columns = [
        one
        for one in drawn
        if one == name or (name == "num_hidden_layer_neurons" and name[:16] in one)
    ]
    expected = [
        all(
            CUTS[name].contains(
                drawn[column][i].item() if hasattr(drawn[column][i], "item") else drawn[column][i]
            )
            for column in columns
        )
        for i in range(400)
    ]
    assert columns
    assert question.inside(drawn).tolist() == expected


@pytest.mark.parametrize(
    "cut",
    [
        *([name] for name in CUTS),
        ["num_hidden_layer_neurons", "lr"],
        ["momentum", "num_layers"],
    ],
)
def test_filtered_and_fresh_configurations_have_one_distribution(cut: list[str]) -> None:
    narrower: SearchSpace = SPACE
    for name in cut:
        narrower = narrower.replace(name, CUTS[name])
    drawn = drawn_columns(SPACE, 40_000, 5)
    inside = Question(SPACE, narrower).inside(drawn)
    kept = specs_of_columns(SPACE, _all_columns(SPACE, drawn, inside))
    fresh = specs_of_columns(narrower, _all_columns(narrower, drawn_columns(narrower, 8_000, 6)))
    assert len(kept) > 2_000
    for name in ("lr", "batch_size", "max_batches", "seed", "weight_decay", "momentum"):
        values = ([getattr(s, name) for s in each] for each in (kept, fresh))
        assert ks_2samp(*values).pvalue > 1e-4
    kinds = [Counter((s.num_hidden_neurons, s.optimizer) for s in each) for each in (kept, fresh)]
    shapes = sorted(kinds[0] | kinds[1])
    table = [[each[shape] for shape in shapes] for each in kinds]
    assert len(shapes) == 1 or chi2_contingency(table).pvalue > 1e-4


def _all_columns(space, drawn, inside=slice(None)):  # type: ignore[no-untyped-def]
    some = {name: column[inside] for name, column in drawn.items()}
    n = len(next(iter(some.values())))
    fixed = {
        name: np.array([dimension.value] * n, dtype=object)
        for name, dimension in space.trial_parameters.items()
        if isinstance(dimension, Fixed)
    }
    return some | fixed


def test_a_pool_goes_on_and_answers_both_objectives(workspace: Workspace) -> None:
    asked_by = PopulationPlan(SPACE, objective="val_rmse_all")
    plan = pool_plan(asked_by, 600)
    assert plan.key == pool_plan(PopulationPlan(SPACE), 600).key
    calls = iter([False, False, False, True])
    stopped = train(
        plan, POOLS, workspace, engine=FakeEngine(), should_stop=lambda: next(calls, True)
    )
    assert 0 < stopped.done < 600
    pool = train(plan, POOLS, workspace, engine=FakeEngine())
    assert (pool.done, pool.complete) == (600, True)
    again = train(PoolPlan(SPACE, n=600), POOLS, workspace, engine=FakeEngine())
    assert again.done == 600
    question = asked("lr", CUTS["lr"])
    held = drawn_of(pool)["lr"]
    inside = (held >= 0.02) & (held <= 0.05)
    for objective, column in (("train_val_rmse", "objective"), ("val_rmse_all", "val_rmse_all")):
        values = values_inside(pool, question, objective)
        assert values.tolist() == pool.column(column).to_numpy()[inside].tolist()
    assert pool.column("params_num_hidden_layer_2_neurons").notna().all()
