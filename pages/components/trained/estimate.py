"""How long trainings outside a study will take, as pages say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.timing import estimate_trainings
from pages.components.shared import formats
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.populations import TrainingPlan


def sentence(plans: Sequence[TrainingPlan], *, left: int | None = None) -> str:
    """Say how many trainings some plans ask for and how long they will take.

    Of plans that were stopped some are ``left``.
    """
    trainings = sum(plan.trainings * plan.seeds_per_trial for plan in plans)
    known, asked = estimate_trainings(plans), formats.count(trainings, "training")
    if left is not None:
        known, asked = known.times(left / trainings), f"{left:,} of {asked} left"
    return f"{asked}, {Plain(known.text)}"
