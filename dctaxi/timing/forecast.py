"""What a study or a plan of trainings will cost on a machine, part by part."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, NamedTuple

from dctaxi.data import feature_names, inputs_of
from dctaxi.space import SearchSpace, draw_specs
from dctaxi.study import rounds_of
from dctaxi.timing import costs
from dctaxi.timing.costs import Cost
from dctaxi.training import Work, work_of
from dctaxi.training.fused.preparation import is_on_disk, preparation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.data import FeatureSet
    from dctaxi.populations import TrainingPlan
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan
    from dctaxi.timing.machine import Machine
    from dctaxi.training import EngineId

_DRAWN = 256


class Forecast(NamedTuple):
    """What each part will cost; ``beginning`` and ``judging``, which a model asks for, are paid
    once, the others grow with the trials.
    """

    beginning: Cost
    asking: Cost
    training: Cost
    storing: Cost
    judging: Cost = Cost()

    @property
    def total(self) -> Cost:
        """All parts together."""
        begun = self.beginning.plus(self.judging)
        return begun.plus(self.asking).plus(self.training).plus(self.storing)


def study_forecast(
    plan: StudyPlan,
    machine: Machine,
    *,
    trials: int,
    first: int = 0,
    mean_work: Work | None = None,
    begun: bool = False,
) -> Forecast:
    """Return what so many trials of a study will cost after ``first`` others.

    ``mean_work`` is what one training amounts to, by default that of configurations drawn from the
    space. With ``begun`` what is paid once in a run has been.
    """
    rounds = rounds_of(plan, plan.engine, first=first, trials=trials)
    each = mean_work or mean_work_of(plan.space, plan.feature_set)
    work = each.times(trials * plan.seeds_per_trial)
    asked = costs.Asked(plan.sampler, plan.asked_by, len(plan.space.distributions()))
    return Forecast(
        Cost() if begun else beginning_now(machine, plan.engine),
        costs.asking(machine, asked, first=first, trials=trials),
        costs.training(machine, plan.engine, plan.device, plan.loader, work, calls=rounds),
        costs.storing(machine, trials, rounds),
    )


def trainings_forecast(plan: TrainingPlan, machine: Machine) -> Forecast:
    """Return what a plan of trainings outside a study will cost."""
    asking = Cost()
    parameters = len(plan.space.distributions())
    for search in plan.searches:
        asked = costs.Asked(search.sampler, search.asker, parameters)
        one = costs.asking(machine, asked, first=0, trials=search.trials)
        asking = asking.plus(Cost(one.seconds * search.repeats, one.measured))
    work = work_of_plan(plan)
    calls = max((search.trials / search.round_size for search in plan.searches), default=1)
    ready = Cost() if is_ready(plan.engine) else beginning_now(machine, plan.engine)
    return Forecast(
        ready,
        asking,
        costs.training(machine, plan.engine, plan.device, "memory", work, calls=calls),
        Cost(),
    )


def specs_forecast(specs: Sequence[TrialSpec], plan: StudyPlan, machine: Machine) -> Forecast:
    """Return what it costs to train some specs once more with the engine of a study."""
    work = work_of(specs, len(inputs_of(plan.source, plan.feature_set)))
    ready = Cost() if is_ready(plan.engine) else beginning_now(machine, plan.engine)
    training = costs.training(machine, plan.engine, plan.device, "memory", work, calls=1)
    return Forecast(ready, Cost(), training, Cost())


def beginning_now(machine: Machine, engine: EngineId) -> Cost:
    """Return what an engine costs once if it is used now, in this process."""
    ready = is_ready(engine)
    cost = costs.beginning(machine, engine, first=not ready)
    if engine == "fused" and not ready and not is_on_disk():
        cost = cost.plus(costs.compiling(machine))
    return cost


def is_ready(engine: EngineId) -> bool:
    """Tell whether an engine has been used in this process, so that it starts at once."""
    if engine == "lightning":
        return "pytorch_lightning" in sys.modules
    if engine == "ray":
        return "ray" in sys.modules
    return preparation().state == "ready"


def work_of_plan(plan: TrainingPlan) -> Work:
    """Return about what the trainings of a plan amount to, every seed of them."""
    trainings, typical = plan.trainings * plan.seeds_per_trial, plan.typical_specs()
    if typical is None:
        return mean_work_of(plan.space, plan.feature_set).times(trainings)
    work = work_of(typical, len(feature_names(plan.feature_set)))
    return work.times(trainings / len(typical))


@functools.lru_cache(maxsize=64)
def mean_work_of(space: SearchSpace, feature_set: FeatureSet) -> Work:
    """Return what a training of configurations drawn from a space amounts to, on the average."""
    specs = draw_specs(space, _DRAWN, seed=0)
    return work_of(specs, len(feature_names(feature_set))).times(1 / _DRAWN)
