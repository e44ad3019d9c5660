import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import HyperparameterError, LessonError
from dctaxi.space import PRESETS
from dctaxi.teaching.network_shapes import (
    CHAPTER_LIST,
    MAX_LAYERS,
    MAX_NEURONS,
    layers_of,
    list_of,
    read_list,
)
from dctaxi.training.hyperparameters import parameter_count
from dctaxi.training.network import make_network

LISTS = st.lists(st.integers(1, 20), min_size=1, max_size=5)


@given(neurons=LISTS, batch_norm=st.booleans(), num_features=st.integers(1, 12))
def test_the_layers_are_those_of_the_network_that_is_trained(neurons, batch_norm, num_features):
    spec = read_list(json.dumps(neurons), batch_norm=batch_norm)
    layers = layers_of(spec, num_features)
    network = make_network(spec, num_features)
    assert [layer.kind for layer in layers] == [type(module).__name__ for module in network]
    for layer, module in zip(layers, network, strict=True):
        shapes = {name: tuple(p.shape) for name, p in module.named_parameters()}
        assert dict(layer.shapes) == shapes
        assert layer.parameters == sum(p.numel() for p in module.parameters())
        assert str(module).startswith(layer.kind)
    assert [layer.place for layer in layers] == list(range(len(network)))
    assert sum(layer.parameters for layer in layers) == parameter_count(spec, num_features)


def test_the_chapters_list_has_these_layers():
    titles = [layer.title for layer in layers_of(read_list(CHAPTER_LIST), 8)]
    assert titles == ["Linear(8, 3)", "ReLU()", "Linear(3, 5)", "ReLU()", "Linear(5, 8)", "ReLU()",
                      "Linear(8, 1)"]  # fmt: skip


def test_a_batch_norm_stands_before_every_linear_and_is_as_wide_as_its_input():
    layers = layers_of(read_list(CHAPTER_LIST, batch_norm=True), 8)
    norms = [place for place, layer in enumerate(layers) if layer.kind == "BatchNorm1d"]
    assert [layers[place].title for place in norms] == [
        "BatchNorm1d(8)", "BatchNorm1d(3)", "BatchNorm1d(5)", "BatchNorm1d(8)",
    ]  # fmt: skip
    assert all(layers[place + 1].inputs == layers[place].inputs for place in norms)


@given(seed=st.integers(0, 10_000))
def test_a_list_drawn_from_a_space_is_one_of_its_networks(seed):
    space = PRESETS["chapter"].space
    text, batch_norm = list_of(space, seed)
    spec = read_list(text, batch_norm=batch_norm, seed=seed)
    assert spec.seed == seed
    assert len(spec.num_hidden_neurons) in space["num_layers"].values
    assert set(spec.num_hidden_neurons) <= set(space["num_hidden_layer_neurons"].values)


@pytest.mark.parametrize("text", ["", "3, 5, 8", "[]", "[3, 0]", "[3.5]", '["a"]', "{}", "[" * 999])
def test_refuses_what_is_no_list_of_layers(text):
    with pytest.raises(HyperparameterError):
        read_list(text)


@pytest.mark.parametrize("neurons", [[MAX_NEURONS + 1], [2] * (MAX_LAYERS + 1)])
def test_refuses_what_is_too_large_to_draw(neurons):
    with pytest.raises(LessonError, match="make it smaller here"):
        read_list(json.dumps(neurons))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        spec = read_list(text)
    except (HyperparameterError, LessonError):
        return
    assert layers_of(spec, 8)
