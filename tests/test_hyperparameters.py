from __future__ import annotations

import ast
import dataclasses
import math
from pathlib import Path
from typing import get_args

import pytest

from dctaxi import hyperparameters
from dctaxi.hyperparameters import (
    DEFAULTS,
    HYPERPARAMETERS,
    SCALARS,
    Hyperparameter,
    Range,
    layer_name,
    layer_of,
    place_of,
    row_of,
)
from dctaxi.records import OptimizerName, TrialSpec

SPEC = TrialSpec(0, (3,), False, "Adam", 0.1, 4, 5)


def test_the_table_imports_nothing_of_the_program() -> None:
    tree = ast.parse(Path(hyperparameters.__file__).read_text(encoding="utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in imported if name and name.startswith(("dctaxi", "pages"))]


def test_a_spec_has_a_field_for_each_row_and_its_layers() -> None:
    fields = {field.name for field in dataclasses.fields(TrialSpec)}
    assert fields == {*SCALARS, "num_hidden_neurons"}
    assert SCALARS["optimizer"].words == get_args(OptimizerName)


def test_a_spec_that_leaves_out_what_has_a_default_is_the_chapters() -> None:
    assert (
        {name: getattr(SPEC, name) for name in DEFAULTS}
        == DEFAULTS
        == {
            "weight_decay": 0.01,
            "gradient_clip_val": 0.5,
            "momentum": 0.0,
        }
    )


def test_a_trial_is_asked_in_the_chapters_order_and_then_for_the_rest() -> None:
    assert list(HYPERPARAMETERS) == [
        "seed",
        "batch_norm_linear_layers",
        "optimizer",
        "lr",
        "num_layers",
        "num_hidden_layer_neurons",
        "batch_size",
        "max_batches",
        *DEFAULTS,
    ]
    widths = [layer_name(11), layer_name(2)]
    shuffled = [*widths, "some other program's", *reversed(HYPERPARAMETERS)]
    assert sorted(shuffled, key=place_of) == [
        *HYPERPARAMETERS,
        "some other program's",
        *reversed(widths),
    ]


@pytest.mark.parametrize("row", HYPERPARAMETERS.values(), ids=list(HYPERPARAMETERS))
def test_a_row_allows_what_it_names_and_tells_what_it_means(row: Hyperparameter) -> None:
    ends = row.searched[:2] if isinstance(row.searched, Range) else row.searched
    assert all(map(row.allows, ends))
    assert row.default is None or row.allows(row.default)
    if row.only_with is not None:
        other = HYPERPARAMETERS[row.only_with.name]
        assert other.allows(row.only_with.value)
        assert other.only_with is None
        assert row.default is not None
        assert place_of(other.name) < place_of(row.name)
    assert row.label
    assert row.short
    assert row.help.endswith(".")
    assert not row.allows(None)
    assert not row.allows(True)


@pytest.mark.parametrize(
    ("name", "good", "bad", "expected"),
    [
        ("seed", (0, 2**32 - 1), (-1, 2**32, 1.0, "1"), "a whole number from 0 to 4294967295"),
        ("batch_norm_linear_layers", (0, 1), (2, 0.5, True), "0 or 1"),
        ("optimizer", ("Adam", "SGD"), ("adam", 0), "Adam or SGD"),
        ("lr", (1e-300, 5, 1e300), (0, -1, math.inf, math.nan, 10**400), "a finite number above 0"),
        ("weight_decay", (0, 0.5), (-1e-9, math.nan), "a finite number of at least 0"),
        (layer_name(3), (1, 4096), (0, 4097), "a whole number from 1 to 4096"),
    ],
)
def test_limits_and_the_words_for_them(
    name: str, good: tuple[object, ...], bad: tuple[object, ...], expected: str
) -> None:
    row = row_of(name)
    assert all(map(row.allows, good))
    assert not any(map(row.allows, bad))
    assert row.expected == expected


def test_a_real_number_may_have_an_upper_limit() -> None:
    row = dataclasses.replace(HYPERPARAMETERS["weight_decay"], high=1.0)
    assert row.expected == "a finite number of at least 0 and at most 1.0"
    assert row.allows(1)
    assert not row.allows(1.5)


def test_knows_the_widths_of_layers_by_their_names() -> None:
    assert [layer_of(layer_name(layer)) for layer in (0, 7, 12)] == [0, 7, 12]
    assert [layer_of(name) for name in ("lr", "num_hidden_layer_neurons", "num_layers")] == [
        None
    ] * 3
    with pytest.raises(KeyError):
        row_of("dropout")
