from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dctaxi.errors import HyperparameterError
from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS, SCALARS, Condition
from dctaxi.records import TrialSpec
from dctaxi.training.hyperparameters import (
    NAMES,
    hyperparameters,
    parameter_count,
    parse_hyperparameters,
    parse_num_features,
    problem_of,
)
from dctaxi.training.network import make_network
from tests.training.spec_strategies import existing, with_defaults

RAW = {
    "seed": "686579303",
    "num_hidden_neurons": "[3, 5, 8]",
    "batch_norm_linear_layers": "0",
    "optimizer": "Adam",
    "lr": "0.03",
    "batch_size": "30",
    "max_batches": "35",
}

ANY_SPECS = st.builds(
    TrialSpec,
    seed=st.integers(0, 2**32 - 1),
    num_hidden_neurons=st.lists(st.integers(1, 64), min_size=1, max_size=64).map(tuple),
    batch_norm_linear_layers=st.booleans(),
    optimizer=st.sampled_from(["Adam", "SGD"]),
    lr=st.floats(0, exclude_min=True, allow_infinity=False),
    batch_size=st.integers(2, 100_000),
    max_batches=st.integers(1, 1_000_000),
    **with_defaults(),
)
SPECS = ANY_SPECS.map(existing).filter(
    lambda spec: problem_of(spec) is None  # a few need more memory than a step may have
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def spec_or_sentence(raw: dict[str, object]) -> TrialSpec | str:
    try:
        return parse_hyperparameters(raw)
    except HyperparameterError as error:
        return str(error)


def test_reads_strings_as_the_chapter_writes_them() -> None:
    assert parse_hyperparameters(RAW) == TrialSpec(
        686579303, (3, 5, 8), False, "Adam", 0.03, 30, 35
    )


@given(SPECS)
def test_reads_back_what_it_wrote_as_numbers_text_and_json(spec: TrialSpec) -> None:
    named = hyperparameters(spec, 8)
    as_text = {
        name: json.dumps(value) if isinstance(value, list) else str(value)
        for name, value in named.items()
    }
    assert parse_hyperparameters(named) == spec
    assert parse_hyperparameters(as_text) == spec
    assert parse_hyperparameters(json.loads(json.dumps(named))) == spec


@given(st.sampled_from(NAMES), ANYTHING)
@example("lr", 10**400)
@example("seed", 10**5000)
@example("num_hidden_neurons", "[" * 100_000)
@example("num_hidden_neurons", "[1e999]")
@example("optimizer", float("nan"))
def test_answers_any_value_with_a_sound_spec_or_a_sentence(name: str, value: object) -> None:
    answer = spec_or_sentence({**RAW, name: value})
    if isinstance(answer, str):
        assert name in answer
        assert len(answer) < 250
    else:
        assert problem_of(answer) is None
        assert all(type(n) is int for n in (answer.seed, answer.batch_size, answer.max_batches))
        assert type(answer.lr) is float
        assert answer.lr > 0


@given(ANYTHING)
def test_answers_any_configuration_with_a_spec_or_an_error(raw: object) -> None:
    with pytest.raises(HyperparameterError):
        parse_hyperparameters(raw)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lr": 0}, "lr must be a finite number above 0, but is 0"),
        ({"lr": -0.1}, "above 0"),
        ({"lr": "nan"}, "finite"),
        ({"lr": math.inf}, "finite"),
        ({"lr": None}, "lr must be"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"seed": True}, "seed must be a whole number"),
        ({"batch_size": 2.5}, "batch_size must be a whole number"),
        ({"batch_size": 0}, "batch_size must be a whole number from 1"),
        ({"batch_size": 2**40}, "from 1 to 16777216"),
        ({"max_batches": "many"}, "max_batches must be a whole number"),
        ({"max_batches": 0}, "max_batches must be a whole number from 1"),
        ({"batch_norm_linear_layers": 2}, "must be 0 or 1"),
        ({"optimizer": "adam"}, "optimizer must be Adam or SGD"),
        ({"num_hidden_neurons": []}, "at least one hidden layer"),
        ({"num_hidden_neurons": "[]"}, "at least one hidden layer"),
        ({"num_hidden_neurons": "7, 11"}, "a list of whole numbers"),
        ({"num_hidden_neurons": 7}, "a list of whole numbers"),
        ({"num_hidden_neurons": [7, 0]}, r"num_hidden_neurons\[1\] must be"),
        ({"num_hidden_neurons": [True]}, r"num_hidden_neurons\[0\] must be"),
        ({"num_hidden_neurons": [1] * 65}, "64 layers at most"),
        ({"num_hidden_neurons": [4096] * 5}, "parameters at most"),
        ({"num_hidden_neurons": [4096], "batch_size": 2**20}, "memory"),
        ({"num_hidden_neurons": [3], "batch_size": 2**24}, "it needs about 4.4 GiB; lower either"),
        ({"batch_norm_linear_layers": 1, "batch_size": 1}, "one row has no variance"),
        ({"weight_decay": -0.1}, "weight_decay must be a finite number of at least 0"),
        ({"weight_decay": "nan"}, "finite"),
        ({"batchsize": 3}, "'batchsize' came; did you mean batch_size"),
        ({5: 3}, "5 came"),
    ],
)
def test_refuses_with_a_sentence(change: dict[str, object], message: str) -> None:
    with pytest.raises(HyperparameterError, match=message):
        parse_hyperparameters({**RAW, **change})


@pytest.mark.parametrize("name", RAW)
def test_names_what_is_missing(name: str) -> None:
    raw = {key: value for key, value in RAW.items() if key != name}
    with pytest.raises(HyperparameterError, match=f"needs {name}, which is missing"):
        parse_hyperparameters(raw)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_hyperparameter_with_a_default_may_be_left_out(name: str) -> None:
    assert parse_hyperparameters({**RAW, name: DEFAULTS[name]}) == parse_hyperparameters(RAW)
    only = HYPERPARAMETERS[name].only_with
    given = {**RAW, name: "0.25"} | ({} if only is None else {only.name: only.value})
    assert getattr(parse_hyperparameters(given), name) == 0.25


@pytest.mark.parametrize(
    ("name", "only"), [(row.name, row.only_with) for row in SCALARS.values() if row.only_with]
)
def test_refuses_what_does_not_exist_beside_the_others(name: str, only: Condition) -> None:
    (other,) = set(SCALARS[only.name].words) - {only.value}
    with pytest.raises(HyperparameterError, match=f"{name} exists only where {only.words}; leave"):
        parse_hyperparameters({**RAW, only.name: other, name: 0.25})
    assert name not in hyperparameters(parse_hyperparameters({**RAW, only.name: other}), 8)


@pytest.mark.parametrize("flag", [True, 1, "1", 1.0])
def test_takes_every_way_to_write_a_flag(flag: object) -> None:
    assert parse_hyperparameters({**RAW, "batch_norm_linear_layers": flag}).batch_norm_linear_layers


def test_one_row_is_fine_without_batch_norm() -> None:
    assert parse_hyperparameters({**RAW, "batch_size": 1}).batch_size == 1


def test_lets_the_number_of_features_pass_and_reads_it_apart() -> None:
    assert parse_hyperparameters({**RAW, "num_features": "9"}) == parse_hyperparameters(RAW)
    assert parse_num_features({"num_features": "9"}) == 9
    assert parse_num_features({}) == 8
    with pytest.raises(HyperparameterError, match="num_features must be a whole number"):
        parse_num_features({"num_features": "eight"})


@given(SPECS.filter(lambda spec: len(spec.num_hidden_neurons) < 6), st.integers(1, 12))
def test_counts_the_parameters_that_torch_counts(spec: TrialSpec, num_features: int) -> None:
    network = make_network(spec, num_features)
    assert parameter_count(spec, num_features) == sum(p.numel() for p in network.parameters())


def test_importing_it_leaves_torch_alone() -> None:
    code = (
        "import sys, dctaxi.training.hyperparameters, dctaxi.training.engines;"
        "print([m for m in ('torch', 'pytorch_lightning', 'numba', 'pandas') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
