from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.training.fused.mersenne import WORDS
from dctaxi.training.fused.on_cpu import twister

ONE_ROUNDING = 1e-15
"""Of a weight of up to 1: torch rounds once or twice, as the processor multiplies and adds."""


def drawn(seed: int, widths: tuple[int, ...]) -> list[np.ndarray]:
    """Weights and biases of the layers between these widths, from our generator."""
    state = np.empty(WORDS, np.uint32)
    twister.seed_twister(state, seed)
    count = 0
    found = []
    for inputs, outputs in pairwise(widths):
        for bound, size in (
            (twister.weight_bound(inputs), outputs * inputs),
            (twister.bias_bound(inputs), outputs),
        ):
            found.append(np.empty(size))
            count = twister.draw_uniform(state, count, bound, found[-1])
    return found


def drawn_by_torch(seed: int, widths: tuple[int, ...]) -> list[np.ndarray]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers = [torch.nn.Linear(i, o, dtype=torch.float64) for i, o in pairwise(widths)]
    return [p.detach().numpy().ravel() for layer in layers for p in layer.parameters()]


def test_thousands_of_seeds_and_shapes_draw_the_same_weights_as_torch() -> None:
    random = np.random.default_rng(1)
    for _ in range(3_000):
        seed = int(random.integers(2**32))
        widths = (*map(int, random.integers(1, 24, random.integers(2, 6))), 1)
        for ours, theirs in zip(drawn(seed, widths), drawn_by_torch(seed, widths), strict=True):
            assert np.abs(ours - theirs).max() <= ONE_ROUNDING


@settings(max_examples=50)
@given(
    seed=st.sampled_from([0, 1, 2**31 - 2, 2**31, 2**32 - 1]) | st.integers(0, 2**32 - 1),
    widths=st.lists(st.integers(1, 130), min_size=2, max_size=5).map(tuple),
)
def test_any_network_starts_as_in_torch(seed: int, widths: tuple[int, ...]) -> None:
    for ours, theirs in zip(drawn(seed, widths), drawn_by_torch(seed, widths), strict=True):
        assert np.abs(ours - theirs).max() <= ONE_ROUNDING


@pytest.mark.parametrize("inputs", [1, 3, 7, 8, 11, 1000])
def test_bounds_are_one_over_the_root_of_the_inputs(inputs: int) -> None:
    assert twister.weight_bound(inputs) == pytest.approx(inputs**-0.5, rel=1e-15)
    assert twister.bias_bound(inputs) == 1.0 / math.sqrt(inputs)
