"""The chapter's network: its layers, and initial weights that its seed alone decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import torch
from torch import nn

from dctaxi.records import TrialSpec

_seeding = threading.Lock()


def make_network(
    spec: TrialSpec, num_features: int, dtype: torch.dtype = torch.float64
) -> nn.Sequential:
    """Make the spec's network: ``[batch, num_features]`` in, ``[batch, 1]`` out, on the CPU.

    The weights are those that ``torch.manual_seed(spec.seed)`` gives, followed by the layers in
    their order in this dtype; torch's own generators are left as they were.
    """
    neurons = spec.num_hidden_neurons
    with _seeded(spec.seed):
        layers = nn.Sequential(
            nn.Linear(num_features, neurons[0], dtype=dtype),
            nn.ReLU(),
            *build_hidden_layers(neurons, dtype),
            nn.Linear(neurons[-1], 1, dtype=dtype),
        )
    return batch_norm_linear(layers) if spec.batch_norm_linear_layers else layers


def build_hidden_layers(
    num_hidden_neurons: Sequence[int], dtype: torch.dtype = torch.float64
) -> list[nn.Module]:
    """Return the middle of the network: a Linear and a ReLU from each hidden layer to the next."""
    return [
        layer
        for inputs, outputs in pairwise(num_hidden_neurons)
        for layer in (nn.Linear(inputs, outputs, dtype=dtype), nn.ReLU())
    ]


def batch_norm_linear(layers: nn.Sequential) -> nn.Sequential:
    """Return the same layers with a ``BatchNorm1d(in_features)`` before every Linear."""
    rewired: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, nn.Linear):
            rewired.append(nn.BatchNorm1d(layer.in_features, dtype=layer.weight.dtype))
        rewired.append(layer)
    return nn.Sequential(*rewired)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let torch's CPU generator start from a seed, and put it back afterwards.

    ``torch.manual_seed`` would reseed the generators of every GPU as well. The lock keeps two
    threads from drawing out of each other's stream.
    """
    with _seeding, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield
