"""The next space of a student's choices, on trials few enough to read."""

import numpy as np
import pandas as pd
import pytest

from dctaxi.errors import SpaceError
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange, narrow
from dctaxi.teaching.narrowing.next_ranges import next_ranges

SPACE = PRESETS["chapter"].space

TRIALS = pd.DataFrame(
    {
        "status": ["finished", "finished", "finished", "diverged"],
        "value": [5.0, 4.0, 6.0, np.nan],
        "params_seed": [1, 2, 3, 4],
        "params_batch_norm_linear_layers": [1, 0, 1, 1],
        "params_optimizer": ["Adam", "SGD", "Adam", "Adam"],
        "params_lr": [0.01, 0.02, 0.03, 0.04],
        "params_num_layers": [3, 2, 3, 3],
        "params_num_hidden_layer_0_neurons": [7, 11, 7, 7],
        "params_num_hidden_layer_1_neurons": [11, 7, 11, 11],
        "params_num_hidden_layer_2_neurons": [11.0, np.nan, 7.0, 7.0],
        "params_batch_size": [31, 42, 33, 34],
        "params_max_batches": [45, 44, 43, 42],
    }
)
BEST = {
    "batch_norm_linear_layers": Fixed(0),
    "optimizer": Fixed("SGD"),
    "lr": Fixed(0.02),
    "num_layers": Fixed(2),
    "batch_size": Fixed(42),
    "max_batches": Fixed(44),
    "num_hidden_layer_0_neurons": Fixed(11),
    "num_hidden_layer_1_neurons": Fixed(7),
}


def narrowed(found, space=SPACE):
    for name, dimension in found.items():
        space = narrow(space, name, dimension)
    return space


def test_what_is_not_kept_is_fixed_at_the_best_trials_value_but_for_the_seed():
    found = next_ranges(SPACE, TRIALS, [], {})
    assert found == BEST  # no third layer: the best trial has two
    space = narrowed(found)
    assert space["seed"] == SPACE["seed"]
    assert space.size() == 2**31 - 1


def test_a_kept_parameter_is_as_wanted_or_stays_whole():
    wanted = {"lr": FloatRange(0.015, 0.03, log=True), "max_batches": IntRange(40, 50, log=True)}
    found = next_ranges(SPACE, TRIALS, ["lr", "batch_size"], wanted)
    assert found == {
        name: wanted["lr"] if name == "lr" else dimension
        for name, dimension in BEST.items()
        if name != "batch_size"
    }  # steps are not kept, whatever interval was drawn for them


def test_a_layer_that_stays_is_fixed_by_the_best_trial_that_has_it():
    found = next_ranges(SPACE, TRIALS, ["num_layers"], {})
    assert "num_layers" not in found
    assert found["num_hidden_layer_2_neurons"] == Fixed(11)  # of trial 0, the second best
    assert narrowed(found).neurons(2) == Fixed(11)


def test_fewer_layers_take_their_widths_along():
    wanted = {"num_hidden_layer_2_neurons": Choices((7, 11)), "num_layers": Fixed(2)}
    kept = ["num_layers", "num_hidden_layer_2_neurons"]
    found = next_ranges(SPACE, TRIALS, kept, wanted)
    assert found["num_layers"] == Fixed(2)
    assert "num_hidden_layer_2_neurons" not in found
    assert narrowed(found).max_layers == 2


def test_what_was_fixed_already_or_no_trial_knows_stays_as_it_is():
    space = SPACE.replace("lr", Fixed(0.05))
    trials = TRIALS.drop(columns=["params_batch_size", "params_lr"])
    found = next_ranges(space, trials, [], {})
    assert not {"lr", "batch_size"} & set(found)
    unfinished = TRIALS.assign(status="diverged")
    assert next_ranges(SPACE, unfinished, ["lr"], {}) == {}


def test_the_best_trial_is_the_best_finished_one():
    trials = TRIALS.assign(value=[5.0, 4.0, 6.0, 1.0])
    assert next_ranges(SPACE, trials, [], {}) == BEST


def test_a_dimension_that_cannot_be_is_one_sentence():
    with pytest.raises(SpaceError, match="lr"):
        next_ranges(SPACE, TRIALS, ["lr"], {"lr": IntRange(1, 2)})
