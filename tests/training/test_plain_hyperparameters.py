"""Many configurations at once: what is read is what one after the other reads, or is left to it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import HyperparameterError
from dctaxi.hyperparameters import DEFAULTS
from dctaxi.training.hyperparameters import NAMES, hyperparameters, parse_hyperparameters
from dctaxi.training.plain_hyperparameters import read_plain
from tests.training.test_hyperparameters import ANYTHING, SPECS

RAW = {
    "seed": 686579303,
    "num_hidden_neurons": [3, 5, 8],
    "batch_norm_linear_layers": 0,
    "optimizer": "Adam",
    "lr": 0.03,
    "batch_size": 30,
    "max_batches": 35,
}


@given(st.lists(SPECS, max_size=5))
def test_what_a_spec_writes_is_read_as_that_spec(specs):
    documents = json.loads(json.dumps([hyperparameters(spec, 8) for spec in specs]))
    assert read_plain(documents) == tuple(specs)


def test_what_has_a_default_may_be_left_out_and_whole_numbers_stand_for_real_ones():
    assert read_plain([RAW]) == (parse_hyperparameters(RAW),)
    assert repr(read_plain([{**RAW, "lr": 1}])) == f"({parse_hyperparameters({**RAW, 'lr': 1})!r},)"


@pytest.mark.parametrize(
    "change",
    [
        {"lr": 0},
        {"lr": float("inf")},
        {"lr": float("nan")},
        {"lr": "0.03"},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 2**70},
        {"seed": True},
        {"batch_norm_linear_layers": True},
        {"batch_norm_linear_layers": 2},
        {"optimizer": "adam"},
        {"num_hidden_neurons": "[7]"},
        {"num_hidden_neurons": []},
        {"num_hidden_neurons": [0]},
        {"num_hidden_neurons": [7] * 65},
        {"dropout": 0.9},
        {"optimizer": "SGD", "weight_decay": 0.5},
        {"batch_size": 1, "batch_norm_linear_layers": 1},
        {"batch_size": 16_777_216},
    ],
)
def test_what_takes_a_closer_look_is_left_to_the_other(change):
    assert read_plain([RAW, {**RAW, **change}]) is None


@given(st.lists(st.sampled_from([*NAMES, "num_features", "dropout"]) | st.text(), max_size=2))
def test_a_missing_or_unknown_name_is_left_to_the_other(names):
    without = {name: value for name, value in RAW.items() if name not in names}
    added = {name: 1 for name in names if name not in {*RAW, *DEFAULTS, "num_features"}}
    read = read_plain([without | added])
    assert (read is None) == bool(added or len(without) < len(RAW))


@given(st.sampled_from(NAMES), ANYTHING)
def test_whatever_comes_is_read_alike_or_not_at_all(name, value):
    document = {**RAW, name: value}
    read = read_plain([document])
    try:
        alone = parse_hyperparameters(document)
    except HyperparameterError:
        assert read is None
    else:
        assert read in (None, (alone,))
