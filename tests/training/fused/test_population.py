from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.records import TrialSpec, validation_steps
from dctaxi.training.fused import formulas
from dctaxi.training.fused.population import (
    allocate_results,
    parameters,
    population_of,
    spec_of_member,
    stored_weights,
    validations,
)
from dctaxi.training.hyperparameters import parameter_count
from tests.training.spec_strategies import with_defaults

SPECS = st.builds(
    TrialSpec,
    seed=st.integers(0, 2**32 - 1),
    num_hidden_neurons=st.lists(st.integers(1, 300), min_size=1, max_size=20).map(tuple),
    batch_norm_linear_layers=st.booleans(),
    optimizer=st.sampled_from(["Adam", "SGD"]),
    lr=st.floats(1e-6, 10.0),
    batch_size=st.integers(1, 2**24),
    max_batches=st.integers(1, 5_000),
    **with_defaults(10.0),
)


@given(specs=st.lists(SPECS, min_size=1, max_size=8), num_features=st.integers(1, 9))
def test_packing_keeps_every_hyperparameter(specs: list[TrialSpec], num_features: int) -> None:
    population = population_of(specs, num_features)
    assert [spec_of_member(population, number) for number in range(len(specs))] == specs
    assert (population.widths[population.start[:-1]] == num_features).all()


@given(specs=st.lists(SPECS, min_size=1, max_size=8), num_features=st.integers(1, 9))
def test_counts_parameters_as_the_network_has_them(
    specs: list[TrialSpec], num_features: int
) -> None:
    population = population_of(specs, num_features)
    counts = [parameter_count(spec, num_features) for spec in specs]
    assert parameters(population).tolist() == counts


@given(st.integers(1, 5_000))
def test_counts_validations_and_finds_their_steps_as_the_records_do(max_batches: int) -> None:
    steps = tuple(validation_steps(max_batches))
    assert validations(np.array([max_batches])).tolist() == [len(steps)]
    found = [s for s in range(1, max_batches + 1) if formulas.is_validated(s, max_batches)]
    assert tuple(found) == steps


@pytest.mark.parametrize("keep_weights", [True, False])
def test_allocated_results_have_a_place_for_each_chosen_member(*, keep_weights: bool) -> None:
    specs = [
        TrialSpec(1, (3,), True, "SGD", 0.1, 4, 50),
        TrialSpec(2, (3, 2), False, "SGD", 0.1, 4, 7),
    ]
    population = population_of(specs, 2)
    chosen = np.array([1, 0, 1])
    points = validations(population.of("max_batches")[chosen])
    results = allocate_results(population, chosen, points, keep_weights=keep_weights)
    assert np.diff(results.point).tolist() == [1, 3, 1]
    kept = stored_weights(population)[chosen].tolist() if keep_weights else [0, 0, 0]
    assert np.diff(results.weight).tolist() == kept
    assert len(results.weights) == sum(kept)
