"""How long trainings outside a study will take on this machine, by what was measured on it."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from dctaxi.runner.speed import measured_speed
from dctaxi.search.draw import draw_specs
from dctaxi.search.plan import StudyPlan
from dctaxi.search.population import POPULATIONS
from pages.components import formats, state, training_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dctaxi.search.space import SearchSpace
    from dctaxi.search.training_plan import TrainingPlan

_ENOUGH = 32
"""Trainings of a population from which its time says something."""

_LOOKED_AT = 5
"""The newest populations; the fastest counts, since the first use of an engine compiles it."""

_DRAWS = 256


def seconds_of(plan: TrainingPlan) -> float | None:
    """Return how long a plan will take, in seconds; None where nothing was measured yet.

    The time of a training grows with its steps. The newest populations that trained with the same
    engine on the same device are the measure, else the studies.
    """
    per_step = _seconds_per_step(plan)
    return None if per_step is None else per_step * _mean_steps(plan) * plan.trainings


def sentence(plans: Iterable[TrainingPlan]) -> str:
    """Say how many trainings some plans ask for and how long they will take."""
    asked = list(plans)
    trainings = formats.count(sum(plan.trainings for plan in asked), "training")
    times = [seconds_of(plan) for plan in asked]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return f"{trainings}; how long they take is not known before the first."
    return (
        f"{trainings}, about {training_work.seconds(sum(known))} by what this machine did so far."
    )


def _seconds_per_step(plan: TrainingPlan) -> float | None:
    measured = [
        kept.wall_s / kept.done / _mean_steps(kept.plan)
        for kept in POPULATIONS.list(state.workspace())
        if (kept.plan.engine, kept.plan.device) == (plan.engine, plan.device)
        and kept.done >= _ENOUGH
    ]
    if measured:
        return min(measured[-_LOOKED_AT:])
    study = StudyPlan("speed", _space(plan), engine=plan.engine, device=plan.device)
    per_training = measured_speed(study, state.workspace())
    return None if per_training is None else per_training / _mean_steps(plan)


def _mean_steps(plan: TrainingPlan) -> float:
    return fmean(spec.max_batches for spec in draw_specs(_space(plan), _DRAWS, seed=0))


def _space(plan: TrainingPlan) -> SearchSpace:
    space: SearchSpace = plan.space  # type: ignore[attr-defined]  # every kind of plan has one
    return space
