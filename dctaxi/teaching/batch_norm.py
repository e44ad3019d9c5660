"""Batch normalisation, honestly: running statistics on their way to the data's.

In training mode a BatchNorm1d normalises with the mean and variance of the batch at hand. In eval
mode it uses running ones, which begin at 0 and 1 and move a tenth of the way to the batch's at each
step (torch's default momentum). After k steps 0.9**k of the start is left: for a longitude near
-77 degrees with a deviation of a fiftieth of a degree that is far too much for a long time.

What enters the first BatchNorm1d are the features themselves, so its running statistics depend on
the data alone; this module follows them without training anything.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.populations import DEFAULT_MEMBERS, PopulationPlan
from dctaxi.records import BATCH_NORM_EPS, TrialSpec
from dctaxi.space import PRESETS, Fixed
from dctaxi.teaching.training_trace import TracePlan, trace_of
from dctaxi.training.fused import BATCH_NORM_MOMENTUM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData

MIN_STEPS, DEFAULT_STEPS, MAX_STEPS = 10, 40, 400
"""Length of the trainings that are looked at; the chapter's have 30 to 50 steps."""

SETTLED = 0.5
"""A feature whose mean comes out this close to 0, in deviations, counts as settled."""

_NOTHING = 0.1
"""Less than so many percent of the start is not worth a number."""

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


class Settling(NamedTuple):
    """The first BatchNorm1d of a training, after each of its steps.

    ``running_mean`` and ``running_var`` are ``[steps, num_features]``; ``mean`` and ``var`` are
    the training set's, ``[num_features]``. ``offsets`` ``[steps, num_features]`` is where the
    average row comes out in eval mode: 0 is right, as in training mode; the unit is that of what
    the next layer sees, about one deviation of the feature.
    """

    names: tuple[str, ...]
    running_mean: NDArray[np.float64]
    running_var: NDArray[np.float64]
    mean: NDArray[np.float64]
    var: NDArray[np.float64]
    offsets: NDArray[np.float64]


def settling(data: TaxiData, batch_size: int, steps: int) -> Settling:
    """Follow the running statistics over so many training steps."""
    features = data.train[:, 1:]
    running_mean, running_var = np.zeros(data.num_features), np.ones(data.num_features)
    means = np.empty((steps, data.num_features))
    variances = np.empty_like(means)
    kept = 1 - BATCH_NORM_MOMENTUM
    for step in range(steps):
        batch = features[np.arange(step * batch_size, (step + 1) * batch_size) % len(features)]
        running_mean = kept * running_mean + BATCH_NORM_MOMENTUM * batch.mean(axis=0)
        # As torch does: the unbiased variance runs, although the biased one normalises the batch.
        running_var = kept * running_var + BATCH_NORM_MOMENTUM * batch.var(axis=0, ddof=1)
        means[step], variances[step] = running_mean, running_var
    mean = features.mean(axis=0)
    offsets = (mean - means) / np.sqrt(variances + BATCH_NORM_EPS)
    return Settling(data.feature_names, means, variances, mean, features.var(axis=0), offsets)


def steps_to_settle(mean: float, deviation: float, within: float = SETTLED) -> int:
    """Return after how many steps 0.9**k of a feature's mean is less than ``within`` deviations.

    This is the running mean alone, were every batch like the whole set; 0 where the start at 0 is
    close enough already, and for a feature that never varies as for one that varies by sqrt(eps).
    """
    start = abs(mean) / max(deviation, math.sqrt(BATCH_NORM_EPS))
    if start <= within:
        return 0
    return math.ceil(math.log(within / start) / math.log(1 - BATCH_NORM_MOMENTUM))


def settling_text(found: Settling) -> str:
    """Say how much of the start is left, which feature is furthest off, and when it would do."""
    steps = len(found.offsets)
    share = 100 * (1 - BATCH_NORM_MOMENTUM) ** steps
    left = f"{share:.2g} %" if share >= _NOTHING else "next to nothing"
    last = np.abs(found.offsets[-1])
    worst = int(np.argmax(last))
    if last[worst] <= SETTLED:
        return (
            f"After {steps:,} steps {left} of the start is left, and every feature's mean "
            f"comes out within {last[worst]:.2g} of 0: the running statistics have settled."
        )
    off = int((last > SETTLED).sum())
    needed = max(map(steps_to_settle, found.mean.tolist(), np.sqrt(found.var).tolist()))
    return (
        f"After {steps:,} steps {left} of the start is left: {off} of {len(last)} features are "
        f"not settled, and the mean of {found.names[worst]} comes out at "
        f"{found.offsets[-1][worst]:+.2g} instead of 0; about {needed:,} steps would settle all."
    )


def watched(steps: int, **options: Any) -> TracePlan:
    """Return the plan that watches the one training over so many steps."""
    return trace_of(dataclasses.replace(SPEC, max_batches=steps), **options)


def on_and_off(
    steps: int, members: int = DEFAULT_MEMBERS, **options: Any
) -> tuple[PopulationPlan, PopulationPlan]:
    """Return two populations of the chapter's space, with batch normalisation and without."""
    space = PRESETS["chapter"].space.replace("max_batches", Fixed(steps))
    on, off = (
        PopulationPlan(
            space.replace("batch_norm_linear_layers", Fixed(int(switch))),
            members,
            seed,
            title=f"Batch normalisation {'on' if switch else 'off'}, {steps:,} steps",
            **options,
        )
        for seed, switch in enumerate((True, False))
    )
    return on, off
