"""How long trainings outside a study will take, as pages say and use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.timing import estimate_trainings
from pages.components.shared import formats, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.populations import TrainingPlan


def seconds_of(plans: Sequence[TrainingPlan]) -> float | None:
    """Return how long plans take each time, in seconds; None where nothing was measured yet.

    What the engine needs once to get ready does not count.
    """
    known = estimate_trainings(plans, state.workspace(), begun=True)
    return known.seconds if known.measured else None


def briefly(plans: Sequence[TrainingPlan]) -> str:
    """Say how many trainings some plans ask for and about how long they will take."""
    trainings = formats.count(
        sum(plan.trainings * plan.seeds_per_trial for plan in plans), "training"
    )
    return f"{trainings}, {Plain(estimate_trainings(plans, state.workspace()).about)}"


def sentence(plans: Sequence[TrainingPlan]) -> str:
    """Say how many trainings some plans ask for and how long they will take."""
    known = estimate_trainings(plans, state.workspace())
    return f"{briefly(plans)}. {Plain(known.sentence)}"
