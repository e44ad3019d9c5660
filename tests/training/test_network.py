from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from torch import nn

from dctaxi.records import TrialSpec
from dctaxi.training.network import batch_norm_linear, build_hidden_layers, make_network


def globally_seeded(seed: int, widths: tuple[int, ...], dtype: torch.dtype) -> list[torch.Tensor]:
    """The weights after ``torch.manual_seed`` and the layers in order, drawn from torch itself."""
    torch.manual_seed(seed)
    layers = [nn.Linear(i, o, dtype=dtype) for i, o in pairwise(widths)]
    return [parameter for layer in layers for parameter in layer.parameters()]


@pytest.mark.parametrize("seed", [0, 1, 686579303, 2**31 - 2, 2**32 - 1])
@pytest.mark.parametrize("neurons", [(7,), (7, 11), (3, 5, 8, 13)])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_weights_are_those_of_a_global_seed(
    seed: int, neurons: tuple[int, ...], batch_norm: bool, make_spec: Callable[..., TrialSpec]
) -> None:
    spec = make_spec(seed=seed, num_hidden_neurons=neurons, batch_norm_linear_layers=batch_norm)
    network = make_network(spec, 8)
    made = [p for m in network if isinstance(m, nn.Linear) for p in m.parameters()]
    with torch.random.fork_rng():
        expected = globally_seeded(seed, (8, *neurons, 1), torch.float64)
    assert all(torch.equal(a, b) for a, b in zip(made, expected, strict=True))


def test_leaves_the_global_generator_and_dtype_alone(make_spec: Callable[..., TrialSpec]) -> None:
    before = torch.get_rng_state()
    make_network(make_spec(), 8)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_default_dtype() == torch.float32


def test_float64_throughout(make_spec: Callable[..., TrialSpec]) -> None:
    network = make_network(make_spec(), 8)
    kept = [*network.parameters(), *(b for b in network.buffers() if b.is_floating_point())]
    assert {tensor.dtype for tensor in kept} == {torch.float64}
    assert network(torch.zeros(4, 8, dtype=torch.float64)).shape == (4, 1)


def test_batch_norm_stands_before_every_linear(make_spec: Callable[..., TrialSpec]) -> None:
    network = make_network(make_spec(num_hidden_neurons=(7, 11)), 8)
    assert [type(layer).__name__ for layer in network] == [
        "BatchNorm1d", "Linear", "ReLU", "BatchNorm1d", "Linear", "ReLU", "BatchNorm1d", "Linear",
    ]  # fmt: skip
    assert [m.num_features for m in network if isinstance(m, nn.BatchNorm1d)] == [8, 7, 11]


def test_hidden_layers_are_the_middle_of_the_network() -> None:
    layers = build_hidden_layers([7, 11, 5])
    assert [(m.in_features, m.out_features) for m in layers if isinstance(m, nn.Linear)] == [
        (7, 11),
        (11, 5),
    ]
    assert build_hidden_layers([7]) == []


def test_rewiring_keeps_the_linear_layers_themselves() -> None:
    linear = nn.Linear(3, 2)
    rewired = batch_norm_linear(nn.Sequential(linear, nn.ReLU()))
    assert rewired[1] is linear
