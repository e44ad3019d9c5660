"""How long trainings outside a study will take on this machine, by what was measured on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dctaxi.populations import POPULATIONS
from dctaxi.runner.speed import mean_steps, measured_speed
from dctaxi.study import StudyPlan
from dctaxi.teaching.training_trace import TRACES
from pages.components.shared import formats, state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dctaxi.populations import TrainedStore, TrainingPlan

_MEASURED: tuple[TrainedStore[Any], ...] = (POPULATIONS, TRACES)
"""Where the times of trainings are looked up."""

_ENOUGH = 32
"""Trainings that were done together from which their time says something."""

_LOOKED_AT = 5
"""The newest of each store; the fastest counts, since the first use of an engine compiles it."""


def seconds_of(plan: TrainingPlan) -> float | None:
    """Return how long a plan will take, in seconds; None where nothing was measured yet.

    The time of a training grows with its steps. The newest trainings outside a study with the same
    engine on the same device are the measure, else the studies.
    """
    per_step = _seconds_per_step(plan)
    return None if per_step is None else per_step * mean_steps(plan.space) * plan.trainings


def sentence(plans: Iterable[TrainingPlan]) -> str:
    """Say how many trainings some plans ask for and how long they will take."""
    asked = list(plans)
    trainings = formats.count(sum(plan.trainings for plan in asked), "training")
    times = [seconds_of(plan) for plan in asked]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return f"{trainings}; how long they take is not known before the first."
    return (
        f"{trainings}, about {formats.fine_duration(sum(known))} by what this machine did so far."
    )


def _seconds_per_step(plan: TrainingPlan) -> float | None:
    measured = [time for store in _MEASURED for time in _measured(store, plan)]
    if measured:
        return min(measured)
    study = StudyPlan("speed", plan.space, engine=plan.engine, device=plan.device)
    per_training = measured_speed(study, state.workspace())
    return None if per_training is None else per_training / mean_steps(plan.space)


def _measured(store: TrainedStore[Any], plan: TrainingPlan) -> list[float]:
    """Return the seconds per step of the newest in a store that say something about a plan."""
    return [
        kept.wall_s / kept.done / mean_steps(kept.plan.space)
        for kept in store.list(state.workspace())
        if (kept.plan.engine, kept.plan.device) == (plan.engine, plan.device)
        and kept.done >= _ENOUGH
    ][-_LOOKED_AT:]
