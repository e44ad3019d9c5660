"""How long trainings outside a study will take, as pages say and use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.timing import estimate_trainings
from pages.components.shared import formats, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.populations import TrainingPlan
    from dctaxi.timing import Estimate


def seconds_of(plans: Sequence[TrainingPlan]) -> float | None:
    """Return how long plans take each time, in seconds; None where nothing was measured yet.

    What the engine needs once to get ready does not count.
    """
    known = estimate_trainings(plans, state.workspace(), begun=True)
    return known.seconds if known.measured else None


def briefly(plans: Sequence[TrainingPlan]) -> str:
    """Say how many trainings some plans ask for and about how long they will take."""
    return _briefly(plans, estimate_trainings(plans, state.workspace()))


def sentence(plans: Sequence[TrainingPlan], *, left: int | None = None) -> str:
    """Say how many trainings some plans ask for and how long they will take.

    Of plans that were stopped some are ``left``: how long these take is not known by itself.
    """
    known = estimate_trainings(plans, state.workspace())
    if left is None:
        return f"{_briefly(plans, known)}. {Plain(known.sentence)}"
    whole = formats.count(_trainings(plans), "training")
    return f"{left:,} of {whole} left; all of them take {Plain(known.about)}. " + Plain(
        known.sentence
    )


def _briefly(plans: Sequence[TrainingPlan], known: Estimate) -> str:
    return f"{formats.count(_trainings(plans), 'training')}, {Plain(known.about)}"


def _trainings(plans: Sequence[TrainingPlan]) -> int:
    return sum(plan.trainings * plan.seeds_per_trial for plan in plans)
