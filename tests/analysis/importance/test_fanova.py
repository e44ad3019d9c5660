import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.importance import FanovaImportanceEvaluator, get_param_importances
from sklearn.tree import DecisionTreeRegressor

from dctaxi.analysis.importance import fanova
from dctaxi.analysis.reading.parameters import Parameter
from tests.analysis.importance.frozen_study import frozen_study
from tests.analysis.importance.importance_cases import EVERY_KIND, LR, OPTIMIZER, drawn, rows

JUDGED = tuple(sorted((p for p in EVERY_KIND if "layer_2" not in p.name), key=lambda p: p.name))


@settings(max_examples=8)
@given(n_trials=st.integers(3, 40), seed=st.integers(0, 10_000))
def test_the_shares_are_optunas(n_trials: int, seed: int) -> None:
    trials = drawn(n_trials, seed)
    theirs = get_param_importances(
        frozen_study(trials, JUDGED), evaluator=FanovaImportanceEvaluator(seed=seed, n_trees=8)
    )
    judged = fanova.varied(JUDGED)
    ours = fanova.explained(fanova.table_of(trials, judged), seed=seed, trees=8)
    assert dict(zip([p.name for p in judged], ours / ours.sum(), strict=True)) == pytest.approx(
        {name: share for name, share in theirs.items() if name != "momentum"}, rel=1e-9, abs=1e-12
    )
    assert theirs["momentum"] == 0


def test_a_step_of_one_parameter_explains_everything() -> None:
    # Half of the range scores 0, the other half 1, whatever the rest does.
    here = Parameter("here", "float", 0.0, 1.0)
    trials = rows(
        [0.0] * 10 + [1.0] * 10,
        here=[*np.linspace(0, 0.45, 10), *np.linspace(0.55, 1, 10)],
        optimizer=["Adam", "SGD"] * 10,
    )
    table = fanova.table_of(trials, [here, OPTIMIZER])
    assert fanova.explained(table, seed=0) == pytest.approx([1.0, 0.0])


def test_only_parameters_that_every_trial_has_from_one_range_are_judged() -> None:
    moved = Parameter("lr", "float", 0.0, 1.0, dynamic=True)
    trials = drawn(9, 0)
    assert fanova.judged_parameters(trials, [moved, *EVERY_KIND[2:]]) == tuple(
        sorted((p for p in EVERY_KIND[2:] if "layer_2" not in p.name), key=lambda p: p.name)
    )


def test_copies_hold_the_same_values_in_another_order() -> None:
    table = fanova.table_of(drawn(30, 3), [LR, OPTIMIZER])
    both = table.with_permuted_copies(np.random.default_rng(0))
    assert both.places == ((0,), (1, 2, 3), (4,), (5, 6, 7))
    assert sorted(both.matrix[:, 4]) == sorted(both.matrix[:, 0])
    assert both.matrix[:, 5:].sum(axis=1).tolist() == [1.0] * 30  # a category stays one
    assert not np.array_equal(both.matrix[:, 4], both.matrix[:, 0])
    assert both.bounds[4:].tolist() == both.bounds[:4].tolist()


def test_an_objective_without_variance_is_not_explained() -> None:
    trials = drawn(9, 0).assign(value=1.0)
    assert np.isnan(fanova.explained(fanova.table_of(trials, [LR]), seed=0)).all()


def test_the_corners_of_a_list_are_all_looked_at_and_many_are_not_walked() -> None:
    rng = np.random.default_rng(0)

    def shares(choices: int) -> np.ndarray:
        chosen, number = rng.integers(0, choices, 300), rng.random(300)
        columns = [(chosen[:, None] == np.arange(choices)).astype(float), number[:, None]]
        table = fanova.Table(
            np.hstack(columns),
            chosen % 2 + number,
            np.array([(0.0, 1.0)] * (choices + 1)),
            (tuple(range(choices)), (choices,)),
        )
        return fanova.explained(table, seed=0, trees=4)

    for choices in (3, 60):  # of 60, a million million million corners
        found = shares(choices)
        assert (found > 0).all()
        assert found.sum() <= 1


@pytest.mark.parametrize("choices", [2, 5, 9])
def test_of_a_list_every_corner_counts_alike(choices: int) -> None:
    """Held against a walk over all of them."""
    rng = np.random.default_rng(choices)
    chosen = rng.integers(0, choices, 60)
    matrix = (chosen[:, None] == np.arange(choices)).astype(float)
    tree = DecisionTreeRegressor(random_state=0).fit(matrix, rng.normal(size=60) + chosen)
    bounds = np.array([(0.0, 1.0)] * choices)
    boxes = fanova._boxes(tree.tree_, bounds)
    corners = np.array(list(itertools.product((0.0, 1.0), repeat=choices)))
    walked = tree.predict(corners).var()
    found = fanova._categorical_variance(boxes, range(choices), bounds)
    assert found == pytest.approx(walked, rel=1e-9)
