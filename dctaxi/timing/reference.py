"""What work takes on the reference machine, in seconds of one core of an AMD EPYC.

How they were measured and how far they hold: docs/decisions/time.md.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from dctaxi.data import feature_names, inputs_of
from dctaxi.samplers import SAMPLERS
from dctaxi.space import SearchSpace, draw_specs
from dctaxi.study import rounds_of
from dctaxi.training import Work, usable_cores, work_of
from dctaxi.training.fused.preparation import is_on_disk, preparation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.data import FeatureSet
    from dctaxi.populations import TrainingPlan
    from dctaxi.records import TrialSpec
    from dctaxi.samplers import AskerId, SamplerId
    from dctaxi.study import StudyPlan
    from dctaxi.training import EngineId

_PARAMETERS: Final = 10
"""Searched parameters of the chapter's space, in which samplers' times to ask were measured."""

_SLICES: Final = 16
"""Parts of a run of trials, in each of which asking takes what it takes in the middle."""

_DRAWN: Final = 256


class _Engine(NamedTuple):
    """Seconds until an engine starts, of a call, and in it of a training, a step, an operation."""

    start: float
    call: float
    training: float
    step: float
    operation: float
    parallel: bool = True


_FUSED: Final = _Engine(0.9, 4e-4, 1.7e-4, 3e-7, 1.2e-10)
_ENGINES: Final[dict[EngineId, _Engine]] = {
    "stacked": _Engine(1.5, 2e-3, 4e-3, 1e-5, 1e-9, parallel=False),
    "ray": _FUSED._replace(start=5.0, call=2e-2),
    "lightning": _Engine(6.0, 2e-3, 4e-2, 1.5e-3, 1e-10, parallel=False),
}
_COMPILING_S: Final = 18.0


def study_work(
    plan: StudyPlan, trials: int, *, first: int = 0, work: Work | None = None
) -> dict[str, float]:
    """Return the seconds to ask for, train and store so many trials after ``first`` others.

    ``work`` is what the trainings amount to, by default as if they were drawn from the space.
    """
    rounds = rounds_of(plan, plan.engine, first=first, trials=trials)
    if work is None:
        work = mean_work_of(plan.space, plan.feature_set).times(trials * plan.seeds_per_trial)
    name, asking_s = _asking(plan.sampler, plan.asked_by, plan.space, first, trials)
    training = f"train/{plan.engine}/{plan.device}/{plan.loader}"
    storing_s = rounds * 5e-3 + trials * 6e-4
    return {name: asking_s, training: _training_s(plan.engine, work, rounds), "store": storing_s}


def plan_work(plan: TrainingPlan, share: float = 1.0) -> dict[str, float]:
    """Return the seconds of the trainings of a plan, or a share of them, then those to ask each of
    its samplers.
    """
    calls = max((search.trials / search.round_size for search in plan.searches), default=1)
    trainings, typical = share * plan.trainings * plan.seeds_per_trial, plan.typical_specs()
    if typical is None:
        each = mean_work_of(plan.space, plan.feature_set)
    else:
        each = work_of(typical, len(feature_names(plan.feature_set))).times(1 / len(typical))
    work = {
        f"train/{plan.engine}/{plan.device}/memory": _training_s(
            plan.engine, each.times(trainings), calls
        )
    }
    for search in plan.searches:
        name, one_s = _asking(search.sampler, search.asker, plan.space, 0, search.trials)
        work[name] = share * search.repeats * one_s
    return work


def fit_work(specs: Sequence[TrialSpec], plan: StudyPlan, rows: int) -> dict[str, float]:
    """Return the seconds to train specs as a study trains, and trees on so many rows."""
    inputs = len(inputs_of(plan.source, plan.feature_set))
    training_s = _training_s(plan.engine, work_of(specs, inputs), 1)
    trees_s = 0.3 + rows * (1.5e-6 + inputs * 4e-7)
    return {f"train/{plan.engine}/{plan.device}/memory": training_s + trees_s}


def is_ready(engine: EngineId) -> bool:
    """Tell whether an engine has been used in this process, so that it starts at once."""
    package = {"lightning": "pytorch_lightning", "stacked": "torch", "ray": "ray"}.get(engine)
    return preparation().state == "ready" if package is None else package in sys.modules


def starting_s(engine: EngineId) -> float:
    """Return the seconds until an engine trains that is needed now."""
    if is_ready(engine):
        return 0.0
    compiles = engine == "fused" and not is_on_disk()
    return _ENGINES.get(engine, _FUSED).start + (_COMPILING_S if compiles else 0.0)


@functools.lru_cache(maxsize=64)
def mean_work_of(space: SearchSpace, feature_set: FeatureSet) -> Work:
    """Return what a training of configurations drawn from a space amounts to, on the average."""
    specs = draw_specs(space, _DRAWN, seed=0)
    return work_of(specs, len(feature_names(feature_set))).times(1 / _DRAWN)


def _asking(
    sampler: SamplerId, asker: AskerId, space: SearchSpace, first: int, trials: int
) -> tuple[str, float]:
    """Return the name of asking, and the seconds for so many trials after ``first`` others."""
    times, part = SAMPLERS[sampler].times_to_ask(asker), trials / _SLICES
    each = sum(times.after(first + (place + 0.5) * part) for place in range(_SLICES))
    return f"ask/{sampler}/{asker}", part * each * len(space.distributions()) / _PARAMETERS


def _training_s(engine: EngineId, work: Work, calls: float) -> float:
    """Return the seconds for work that so many calls of an engine do."""
    each = _ENGINES.get(engine, _FUSED)
    alone_s = work.trainings * each.training + work.steps * each.step + work.flops * each.operation
    at_once = min(usable_cores(), work.trainings / calls) if each.parallel and calls else 1
    return calls * each.call + alone_s / max(1, at_once)
