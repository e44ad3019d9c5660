"""What trainings amount to, whoever does them: how many, their steps, their arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from dctaxi.records import TrialSpec


class Work(NamedTuple):
    """So many trainings, training steps and floating-point operations, all together."""

    trainings: float = 0
    steps: float = 0
    flops: float = 0

    def plus(self, other: Work) -> Work:
        """Return both together."""
        return Work(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, factor: float) -> Work:
        """Return so many times the work."""
        return Work(*(factor * each for each in self))


def work_of(specs: Iterable[TrialSpec], num_features: int) -> Work:
    """Return what specs amount to on data of so many features.

    Operations as the fused engine counts them: forward and the two halves of backward take two
    per weight and row each, the optimiser about twenty per parameter.
    """
    trainings = steps = 0
    flops = 0.0
    for spec in specs:
        trainings += 1
        steps += spec.max_batches
        widths = (num_features, *spec.num_hidden_neurons, 1)
        weights = sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths))
        if spec.batch_norm_linear_layers:
            weights += 2 * sum(widths[:-1])
        flops += spec.max_batches * weights * (6.0 * spec.batch_size + 20.0)
    return Work(trainings, steps, flops)
