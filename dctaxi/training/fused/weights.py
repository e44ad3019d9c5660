"""The trained weights of a member, on request, under the names of torch's network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import TrialSpec
from dctaxi.training.fused.population import FINISHED, Results

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TrainedWeights:
    """A trained member. ``numbers`` are all its layers' parameters, in order: batch norm's scale
    and shift ``[inputs]`` if there is batch norm, weights ``[outputs, inputs]``, biases
    ``[outputs]``; then each layer's running mean and variance ``[inputs]``.
    """

    spec: TrialSpec
    num_features: int
    numbers: Array

    def state_dict(self) -> dict[str, Array]:
        """Return the arrays by their names in ``dctaxi.training.network.make_network(spec, ...)``.

        ``num_batches_tracked``, which counts the steps, is among them.
        """
        widths = (self.num_features, *self.spec.num_hidden_neurons, 1)
        batch_norm = self.spec.batch_norm_linear_layers
        named: dict[str, Array] = {}
        offset = 0

        def take(*shape: int) -> Array:
            nonlocal offset
            count = int(np.prod(shape))
            offset += count
            return self.numbers[offset - count : offset].reshape(shape)

        place = 0  # of a module in the network
        norms = []
        for inputs, outputs in pairwise(widths):
            if batch_norm:
                named[f"{place}.weight"], named[f"{place}.bias"] = take(inputs), take(inputs)
                norms.append((place, inputs))
                place += 1
            named[f"{place}.weight"], named[f"{place}.bias"] = take(outputs, inputs), take(outputs)
            place += 2  # the Linear and its ReLU
        for place, inputs in norms:
            named[f"{place}.running_mean"] = take(inputs)
            named[f"{place}.running_var"] = take(inputs)
            named[f"{place}.num_batches_tracked"] = np.array(self.spec.max_batches)
        return named


def weights_of(
    specs: list[TrialSpec], results: Results, num_features: int
) -> list[TrainedWeights | None]:
    """Return the weights of those of K members that are finished, None for the others.

    None for all where the results keep no weights.
    """
    if not len(results.weights):
        return [None] * len(specs)
    ends = results.weight[1:-1]
    return [
        TrainedWeights(spec, num_features, numbers) if ended == FINISHED else None
        for spec, numbers, ended in zip(
            specs, np.split(results.weights, ends), results.ended, strict=True
        )
    ]
