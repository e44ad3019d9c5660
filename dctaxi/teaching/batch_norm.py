"""Batch norm: one training with batch normalisation, watched in both of its modes.

In training mode a BatchNorm1d normalises with the mean and variance of the batch at hand. In eval
mode it uses running ones, which begin at 0 and 1 and move a tenth of the way to the batch's at each
step (torch's default momentum). After k steps 0.9**k of the start is left: for a longitude near
-77 degrees with a deviation of a fiftieth of a degree that is far too much for a long time.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from dctaxi.data import FeatureSet
from dctaxi.records import TrialSpec
from dctaxi.teaching.training_trace import TracePlan, trace_of

MIN_STEPS, DEFAULT_STEPS, MAX_STEPS = 10, 40, 400
"""Length of the training that is looked at; the chapter's have 30 to 50 steps."""

FEATURES: tuple[FeatureSet, ...] = ("raw", "scaled")
"""What its network may see of a trip, at first the one in which the modes differ."""

SPEC = TrialSpec(
    seed=42,
    num_hidden_neurons=(11, 7),
    batch_norm_linear_layers=True,
    optimizer="Adam",
    lr=0.03,
    batch_size=40,
    max_batches=40,
)
"""The one training that is watched: from the middle of the chapter's space."""


def watched(steps: int, **options: Any) -> TracePlan:
    """Return the plan that watches the one training over so many steps."""
    return trace_of(dataclasses.replace(SPEC, max_batches=steps), **options)
