"""The starting weights of a stack: those that torch gives each member's network, bit for bit."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.mersenne import bias_bound, weight_bound
from dctaxi.training.fused.population import Population
from dctaxi.training.stacked.shapes import Shape


def initial_weights(
    shape: Shape, population: Population, members: NDArray[np.int64]
) -> torch.Tensor:
    """Return the weights of K members ``[K, L, W, W + 1]``, 0 where a layer has no neuron.

    The biases are the last column; the first layer's follow its features.
    """
    widths = np.stack(
        [population.widths[population.start[m] : population.start[m + 1]] for m in members]
    )
    inputs, outputs = (torch.from_numpy(part.copy()) for part in (widths[:, :-1], widths[:, 1:]))
    neuron = torch.arange(shape.width)
    has_output = neuron < outputs[..., None]  # [K, L, W]
    has_weight = has_output[..., None] & (neuron < inputs[..., None])[:, :, None]
    # Each layer's weights and then its biases, as they are drawn.
    drawn = torch.cat([has_weight.flatten(2), has_output], 2)  # [K, L, W * W + W]
    values = torch.zeros(drawn.shape, dtype=torch.float64)
    values[drawn] = _draws(population.of("seed")[members].tolist(), drawn.sum((1, 2)).tolist())
    of_weights, of_biases = (
        torch.from_numpy(np.vectorize(bound, otypes=[float])(widths[:, :-1]))[..., None]
        for bound in (weight_bound, bias_bound)
    )
    cut = shape.width**2
    weights = (values[..., :cut] * of_weights).view(*inputs.shape, shape.width, shape.width)
    stacked = torch.cat([weights, (values[..., cut:] * of_biases)[..., None]], 3)
    stacked[:, 0, :, shape.features] = stacked[:, 0, :, -1]
    return stacked


def _draws(seeds: list[int], counts: list[int]) -> torch.Tensor:
    """Return ``counts`` numbers from -1 to 1 for each seed, one after the other.

    torch draws u below 1 and rounds ``2 u bound - bound`` once. ``2 u - 1`` is exact, so its
    product with the bound is the same number.
    """
    draws = torch.empty(sum(counts), dtype=torch.float64)
    generator = torch.Generator()
    for own, seed in zip(torch.split(draws, counts), seeds, strict=True):
        own.uniform_(generator=generator.manual_seed(seed))
    return draws.mul_(2.0).sub_(1.0)
