"""Where the trials of a race gathered: at the constant answer, below it, elsewhere.

A network whose hidden units are all dead answers the same fare for every trip. That is never bad
and never good: a region in which most networks do so is safe, and a sampler that learns from its
best trials may be drawn into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.samplers import SAMPLERS, STARTUP_TRIALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.teaching.race.plan import Race

NEAR_USD = 0.6
"""A constant answer need not be the mean training fare; those that score about as well as it."""


class Crowd(NamedTuple):
    """Of a sampler's later trials, the shares that score like a constant answer, that score clearly
    better, and that use batch normalisation.
    """

    near: float
    below: float
    batch_norm: float


def crowds(race: Race, constant: float) -> Mapping[str, Crowd]:
    """Return each sampler's crowd; ``constant`` is what the mean training fare scores, in USD."""
    late = race.frame["trial"] >= STARTUP_TRIALS
    found: dict[str, Crowd] = {}
    for sampler in race.plan.samplers:
        rows = (late & (race.frame["sampler"] == sampler)).to_numpy()
        if rows.any():
            values = race.values[rows]
            batch_norm = race.frame.loc[rows, "params_batch_norm_linear_layers"]
            found[sampler] = Crowd(
                float(np.mean(np.abs(values - constant) <= NEAR_USD)),
                float(np.mean(values < constant - NEAR_USD)),
                float(batch_norm.mean()),
            )
    return found


def crowd_sentences(found: Mapping[str, Crowd], constant: float) -> tuple[tuple[str, str], ...]:
    """Return each sampler's name with the rest of a sentence on where its later trials are."""
    return tuple(
        (
            SAMPLERS[sampler].label.label,
            f"after its first {STARTUP_TRIALS} trials: {crowd.near:.0%} score within {NEAR_USD} "
            f"USD of the {constant:.2f} USD of always answering the mean fare, {crowd.below:.0%} "
            f"score clearly better; {crowd.batch_norm:.0%} use batch normalisation.",
        )
        for sampler, crowd in found.items()
    )
