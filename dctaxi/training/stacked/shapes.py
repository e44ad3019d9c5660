"""Which members are stacked: those of one shape, in chunks that fit the memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import VALIDATION_INTERVAL
from dctaxi.training.fused.population import Population, batch_norms

LEAST_WIDTH, LEAST_ROWS = 16, 64
"""Neurons a layer and rows a batch that every member is padded to."""


class Shape(NamedTuple):
    """What the members of a stack share, after padding; it follows from each member alone.

    Widths and rows are padded with zeros, so that a member's numbers depend on no neighbour. Who
    takes fewer steps waits for the others of its stack, where a graph goes on with all.
    """

    depth: int  # linear layers
    batch_norm: bool
    width: int  # neurons of a layer, and at least the features
    rows: int  # of a batch
    steps: int
    features: int

    @property
    def numbers(self) -> int:
        """How many numbers one member's training holds."""
        curve = 2 * -(-self.steps // VALIDATION_INTERVAL)
        parameters = self.depth * self.width * (self.width + 1 + 4 * self.batch_norm)
        layers = (2 + 3 * self.batch_norm) * self.depth + 4
        return curve + 5 * parameters + layers * (self.width + 1) * self.rows


def shapes_of(population: Population, num_features: int) -> list[tuple[Shape, NDArray[np.int64]]]:
    """Return each shape with the numbers of its members, the longest trainings first."""
    depth = np.diff(population.start) - 1
    width = np.maximum.reduceat(population.widths, population.start[:-1])
    steps = population.of("max_batches")
    keys = np.stack(
        [
            depth,
            batch_norms(population),
            _padded(width, LEAST_WIDTH),
            _padded(population.of("batch_size"), LEAST_ROWS),
            _padded(steps, VALIDATION_INTERVAL),
        ]
    )
    found, which = np.unique(keys, axis=1, return_inverse=True)
    shapes = []
    for place, (layers, norm, neurons, rows, longest) in enumerate(found.T.tolist()):
        members = np.flatnonzero(which.ravel() == place)
        longest_first = np.argsort(-steps[members], kind="stable")
        shape = Shape(layers, bool(norm), neurons, rows, longest, num_features)
        shapes.append((shape, members[longest_first]))
    return shapes


def _padded(sizes: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Return the next size of ``least`` times 1, 1.5, 2, 3, 4, 6, 8 ..., ``[M]``."""
    powers = 2.0 ** np.ceil(np.log2(np.maximum(sizes, least) / least))
    fits = (sizes <= 0.75 * powers * least) & (powers > 1)
    return np.asarray(np.where(fits, 0.75 * powers, powers) * least, np.int64)
