"""A network after its training: what it answers, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.records import BATCH_NORM_EPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.records import TrialSpec


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """The finished network of a spec.

    ``arrays`` are its parameters and running statistics by their names in the ``state_dict`` of
    ``training.network.make_network(spec, ...)``.
    """

    spec: TrialSpec
    arrays: Mapping[str, NDArray[np.float64]]

    def answers(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the fares in USD ``[rows]`` that it answers in eval mode to ``[rows, features]``.

        Batch norm uses its running statistics (Ioffe and Szegedy, 2015).
        """
        values = np.asarray(features, dtype=np.float64)
        last = len(self.spec.num_hidden_neurons)
        place = 0  # of a module in the network
        for layer in range(last + 1):
            if self.spec.batch_norm_linear_layers:
                mean, variance = self._of(place, "running_mean"), self._of(place, "running_var")
                scale = self._of(place, "weight") / np.sqrt(variance + BATCH_NORM_EPS)
                values = (values - mean) * scale + self._of(place, "bias")
                place += 1
            values = values @ self._of(place, "weight").T + self._of(place, "bias")
            place += 2  # the Linear and its ReLU
            if layer < last:
                values = np.maximum(values, 0.0)
        return values[:, 0]

    def _of(self, place: int, name: str) -> NDArray[np.float64]:
        return self.arrays[f"{place}.{name}"]


def shapes_of(spec: TrialSpec, num_features: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of each array that :class:`TrainedNetwork` computes with, by its name."""
    shapes: dict[str, tuple[int, ...]] = {}
    place = 0  # of a module in the network
    for inputs, outputs in pairwise((num_features, *spec.num_hidden_neurons, 1)):
        if spec.batch_norm_linear_layers:
            for name in ("weight", "bias", "running_mean", "running_var"):
                shapes[f"{place}.{name}"] = (inputs,)
            place += 1
        shapes[f"{place}.weight"], shapes[f"{place}.bias"] = (outputs, inputs), (outputs,)
        place += 2  # the Linear and its ReLU
    return shapes
