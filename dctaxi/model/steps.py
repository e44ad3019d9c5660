"""How long to train: the number of steps that is best on the validation rows.

Trainings are deterministic and a longer one begins as a shorter one does, so the networks of some
numbers of steps are what one long training passes through.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.records import TrialOutcome, TrialSpec

CANDIDATES: Final = 16
"""Numbers of steps that are tried for one network, evenly spaced in log."""

_SHORTEST: Final = 10


def candidates_of(spec: TrialSpec, steps: int | None) -> tuple[TrialSpec, ...]:
    """Return the trainings to compare: the spec's own, and up to ``steps`` steps beside it.

    The spec's own number of steps is among them unless it is more than was asked for.
    """
    if steps is None:
        return (spec,)
    spaced = np.geomspace(min(_SHORTEST, steps), steps, CANDIDATES).round().astype(int).tolist()
    own = [spec.max_batches] if spec.max_batches <= steps else []
    return tuple(
        dataclasses.replace(spec, max_batches=number) for number in sorted({*spaced, *own})
    )


def best_of(
    candidates: Sequence[TrialSpec], outcomes: Sequence[TrialOutcome]
) -> tuple[TrialSpec, float] | None:
    """Return the training with the lowest RMSE on the validation rows, and that; None for none."""
    judged = [
        (outcome.val_rmse_all, spec.max_batches, spec)
        for spec, outcome in zip(candidates, outcomes, strict=True)
        if outcome.val_rmse_all is not None
    ]
    if not judged:
        return None
    rmse, _, spec = min(judged, key=lambda one: one[:2])
    return spec, rmse
