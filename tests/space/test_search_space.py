import copy
import itertools
import json
from collections.abc import Mapping

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS, exists
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace, space_from_json
from dctaxi.training.hyperparameters import parameters_of
from tests.space.space_strategies import spaces

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

CHAPTER = PRESETS["chapter"].space


def random_trial(seed: int) -> optuna.Trial:
    return optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed)).ask()


def changed(path: str, value: object) -> dict:
    """Return the chapter's space as JSON with another value at a path."""
    document = copy.deepcopy(CHAPTER.to_json())
    *folders, last = path.split(".")
    place = document
    for folder in folders:
        place = place[folder]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


def small_space(**changes) -> SearchSpace:
    fixed = {
        "seed": Fixed(0),
        "batch_norm_linear_layers": Fixed(0),
        "optimizer": Fixed("Adam"),
        "lr": Fixed(0.01),
        "num_layers": IntRange(1, 3),
        "num_hidden_layer_neurons": Choices((7, 11)),
        "batch_size": Fixed(32),
        "max_batches": Fixed(40),
    }
    return SearchSpace(fixed | changes)


@given(spaces())
def test_json_gives_back_the_same_space(space: SearchSpace) -> None:
    assert space_from_json(json.loads(json.dumps(space.to_json()))) == space


@settings(max_examples=50)
@given(spaces(), st.integers(0, 1000))
def test_what_a_trial_is_asked_is_the_spec_it_stands_for(space: SearchSpace, seed: int) -> None:
    trial = random_trial(seed)
    spec = space.suggest(trial)
    assert space.spec_of(trial.params) == spec
    assert space.contains(trial.params)
    asked = [
        name
        for name, dimension in space.trial_parameters.items()
        if not isinstance(dimension, Fixed) and name in parameters_of(spec)
    ]
    assert list(trial.params) == asked
    distributions = space.distributions()
    assert {name: distributions[name] for name in asked} == trial.distributions


def test_asks_in_the_chapters_order() -> None:
    trial = random_trial(0)
    layers = len(CHAPTER.suggest(trial).num_hidden_neurons)
    assert list(trial.params) == [
        "seed",
        "batch_norm_linear_layers",
        "optimizer",
        "lr",
        "num_layers",
        *(f"num_hidden_layer_{i}_neurons" for i in range(layers)),
        "batch_size",
        "max_batches",
    ]


@pytest.mark.parametrize("optimizer", HYPERPARAMETERS["optimizer"].words)
def test_what_has_a_default_is_asked_for_last_and_only_where_it_exists(optimizer: str) -> None:
    space = CHAPTER.replace("optimizer", Fixed(optimizer))
    for name in DEFAULTS:
        space = space.replace(name, FloatRange(0.25, 0.75))
    trial = random_trial(0)
    spec = space.suggest(trial)
    there = [name for name in DEFAULTS if exists(name, {"optimizer": optimizer})]
    assert list(trial.params)[-len(there) :] == there == [n for n in DEFAULTS if n in trial.params]
    for name, default in DEFAULTS.items():
        assert getattr(spec, name) == trial.params.get(name, default)


def test_a_file_leaves_out_what_is_at_its_default() -> None:
    written = CHAPTER.to_json()["parameters"]
    assert not set(DEFAULTS) & set(written)
    for name, value in DEFAULTS.items():
        space = space_from_json({"version": 1, "parameters": written | {
            name: {"type": "fixed", "value": value}
        }})  # fmt: skip
        assert space == CHAPTER
        other = CHAPTER.replace(name, Fixed(0.125))
        assert other.to_json()["parameters"][name] == {"type": "fixed", "value": 0.125}
        assert space_from_json(other.to_json()) == other != CHAPTER


def test_a_space_names_all_that_has_no_default_and_nothing_else() -> None:
    dimensions = dict(CHAPTER.dimensions)
    with pytest.raises(SpaceError, match="dropout: expected only"):
        SearchSpace(dimensions | {"dropout": Fixed(0.9)})
    del dimensions["lr"]
    with pytest.raises(SpaceError, match="lr is missing; add a range, a list or a value"):
        SearchSpace(dimensions)
    with pytest.raises(KeyError):
        CHAPTER["dropout"]


def test_a_layer_may_have_widths_of_its_own() -> None:
    space = CHAPTER.replace("num_hidden_layer_2_neurons", IntRange(100, 101))
    spec = space.replace("num_layers", Fixed(3)).suggest(random_trial(3))
    assert set(spec.num_hidden_neurons[:2]) <= {7, 11}
    assert spec.num_hidden_neurons[2] in {100, 101}
    assert space.replace("num_hidden_layer_2_neurons", None) == CHAPTER


def test_fewer_layers_drop_the_widths_of_those_that_are_gone() -> None:
    space = CHAPTER.replace("num_hidden_layer_2_neurons", Fixed(5))
    assert space.replace("num_layers", Fixed(2)) == CHAPTER.replace("num_layers", Fixed(2))


@pytest.mark.parametrize(
    "params",
    [
        {"num_layers": 2, "num_hidden_layer_0_neurons": 7},
        {
            "num_layers": 1,
            "num_hidden_layer_0_neurons": 7,
            "num_hidden_layer_1_neurons": 7,
        },
        {"num_layers": 1, "num_hidden_layer_0_neurons": 8},
        {"num_layers": 4, "num_hidden_layer_0_neurons": 7},
        {"num_layers": 1, "num_hidden_layer_0_neurons": 7, "lr": 0.02},
        {"num_layers": 1, "num_hidden_layer_0_neurons": 7, "dropout": 0.9},
        {"num_layers": True, "num_hidden_layer_0_neurons": 7},
    ],
)
def test_refuses_parameters_that_are_no_configuration(params: Mapping[str, object]) -> None:
    space = small_space()
    assert not space.contains(params)
    with pytest.raises(SpaceError):
        space.spec_of(params)


def test_a_fixed_value_may_be_left_out_or_repeated() -> None:
    params = {"num_layers": 1, "num_hidden_layer_0_neurons": 7}
    assert small_space().spec_of(params) == small_space().spec_of({**params, "lr": 0.01})


def test_counts_the_configurations_layer_by_layer() -> None:
    space = small_space().replace("num_hidden_layer_1_neurons", IntRange(1, 3))
    widths = [(7, 11), (1, 2, 3), (7, 11)]
    counted = sum(len(list(itertools.product(*widths[:layers]))) for layers in (1, 2, 3))
    assert space.size() == counted == 2 + 6 + 12
    assert space.replace("lr", FloatRange(0.1, 0.3, step=0.1)).size() == 3 * counted


def test_cannot_count_a_range_without_step() -> None:
    assert CHAPTER.size() is None


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("parameters.lr.low", 0.1, "parameters.lr.low"),
        ("parameters.lr.low", "0.1", "parameters.lr.low"),
        ("parameters.lr.low", 0, "parameters.lr.low"),
        ("parameters.lr.low", ..., "parameters.lr.low"),
        ("parameters.lr.base", 10, "parameters.lr.base"),
        ("parameters.lr.type", "log", "parameters.lr.type"),
        ("parameters.lr.type", [], "parameters.lr.type"),
        ("parameters.lr", 0.1, "parameters.lr"),
        ("parameters.lr", {"type": "fixed", "value": -1}, "parameters.lr.value"),
        ("parameters.lr", {"type": "int", "low": 1, "high": 2}, "parameters.lr"),
        ("parameters.lr", ..., "parameters.lr"),
        ("parameters.learning_rate", {}, "parameters.learning_rate"),
        ("parameters.num_layers", {"type": "fixed", "value": 0}, "parameters.num_layers.value"),
        ("parameters.num_layers.values", [2, 65], "parameters.num_layers.values[1]"),
        ("parameters.num_layers.values", [], "parameters.num_layers.values"),
        ("parameters.batch_size.low", 0, "parameters.batch_size.low"),
        ("parameters.batch_size.high", 1e3, "parameters.batch_size.high"),
        ("parameters.seed.low", -1, "parameters.seed.low"),
        ("parameters.seed.high", 2**32, "parameters.seed.high"),
        ("parameters.optimizer.values", ["adam"], "parameters.optimizer.values[0]"),
        ("parameters.optimizer", {"type": "int", "low": 0, "high": 1}, "parameters.optimizer"),
        (
            "parameters.batch_norm_linear_layers",
            {"type": "fixed", "value": 2},
            "parameters.batch_norm_linear_layers.value",
        ),
        ("parameters", [], "parameters"),
        ("parameters.num_hidden_layer_01_neurons", {}, "parameters.num_hidden_layer_01_neurons"),
        ("version", 2, "version"),
        ("version", True, "version"),
        ("version", ..., "version"),
        ("colour", "red", "colour"),
    ],
)
def test_names_the_path_of_what_is_wrong_in_a_document(
    path: str, value: object, where: str
) -> None:
    with pytest.raises(SpaceError) as caught:
        space_from_json(changed(path, value))
    assert str(caught.value).startswith(f"{where}: expected ")


def test_suggests_the_name_that_was_probably_meant() -> None:
    with pytest.raises(SpaceError, match="did you mean max_batches"):
        space_from_json(changed("parameters.max_batch", {}))


def test_refuses_a_width_for_a_layer_that_never_exists() -> None:
    document = changed("parameters.num_hidden_layer_3_neurons", {"type": "fixed", "value": 7})
    with pytest.raises(SpaceError, match=r"^num_hidden_layer_3_neurons: expected a layer below 3"):
        space_from_json(document)


def test_refuses_batch_norm_with_a_batch_of_one_row() -> None:
    alone = Choices((1, 30))
    with pytest.raises(SpaceError, match="batch_size"):
        CHAPTER.replace("batch_size", alone)
    without = CHAPTER.replace("batch_norm_linear_layers", Fixed(0)).replace("batch_size", alone)
    assert without["batch_size"] == alone


def test_refuses_a_space_whose_largest_network_exhausts_the_memory() -> None:
    big = CHAPTER.replace("num_hidden_layer_neurons", Fixed(4096))
    with pytest.raises(SpaceError, match="cannot be trained"):
        big.replace("batch_size", IntRange(2, 2**24))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    ),
    st.sampled_from(["version", "parameters", "parameters.lr", "parameters.lr.low",
                     "parameters.num_layers.values", "parameters.seed.high"]),
)  # fmt: skip
def test_any_slip_in_a_document_is_a_space_or_a_sentence(value: object, path: str) -> None:
    try:
        space = space_from_json(changed(path, value))
    except SpaceError:
        return
    assert space_from_json(space.to_json()) == space
