"""One training, looked at after every step.

A training's seed decides everything, so the first k steps of a long training are a training of k
steps. The engines therefore need nothing new to be watched: one training for each step is asked
for, and together they are the long one, with the numbers of the engine itself.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dctaxi.errors import PopulationError
from dctaxi.hyperparameters import WIDTH, layer_name
from dctaxi.populations import Trained, TrainedStore, TrainingPlan, check_whole, read_plan
from dctaxi.records import TrialSpec
from dctaxi.space import Fixed, IntRange, SearchSpace, draw_specs
from dctaxi.training.hyperparameters import parameters_of

MAX_STEPS = 2_000
"""Longest training that can be watched: the cost grows with its square."""

LOOKS = 200
"""A training of more steps is looked at so many times, evenly."""


@dataclass(frozen=True)
class TracePlan(TrainingPlan):
    """A training of ``space``, in which everything is fixed but ``max_batches``, watched by step.

    ``max_batches`` is a range from 1, or fixed where there is a single step. Raises
    PopulationError for a space with more than one configuration per step.
    """

    kind: ClassVar[str] = "trace"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("steps", self.steps[-1], 1, MAX_STEPS)
        if self.space.size() != len(self.steps):
            raise PopulationError(
                "Expected a space in which everything but max_batches is fixed: fix the rest."
            )

    @property
    def steps(self) -> tuple[int, ...]:
        """The 1-based steps after which the training is looked at."""
        dimension = self.space["max_batches"]
        if isinstance(dimension, IntRange):
            return tuple(range(dimension.low, dimension.last + 1, dimension.step))
        if isinstance(dimension, Fixed) and isinstance(dimension.value, int):
            return (dimension.value,)
        raise PopulationError("Expected max_batches as a range of steps or a fixed step.")

    @property
    def trainings(self) -> int:
        """One for each step that is looked at."""
        return len(self.steps)

    @property
    def name(self) -> str:
        """The title, or the number of steps."""
        return self.title or f"A training of {self.steps[-1]:,} steps, step by step"

    def specs(self) -> tuple[TrialSpec, ...]:
        """Return the training cut short at each of the steps."""
        (spec,) = draw_specs(self.space.replace("max_batches", Fixed(self.steps[-1])), 1, seed=0)
        return tuple(dataclasses.replace(spec, max_batches=step) for step in self.steps)

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``step``."""
        return {"step": np.array(self.steps, dtype=np.int64)}


Trace: TypeAlias = Trained[TracePlan]

TRACES: TrainedStore[TracePlan] = TrainedStore(
    "traces", "step-by-step training", functools.partial(read_plan, TracePlan)
)
"""The watched trainings of a workspace."""


def configuration_space(spec: TrialSpec) -> SearchSpace:
    """Return the space that holds one configuration only."""
    fixed = {name: Fixed(value) for name, value in parameters_of(spec).items()}
    return SearchSpace({WIDTH: fixed.pop(layer_name(0)), **fixed})


def trace_of(spec: TrialSpec, **options: Any) -> TracePlan:
    """Return the plan that watches a training; ``options`` are other fields of the plan.

    A long training is looked at after every second, third … step, counted back from its last.
    """
    every = -(-spec.max_batches // LOOKS)
    first = spec.max_batches - (spec.max_batches - 1) // every * every
    steps = (
        Fixed(first) if first == spec.max_batches else IntRange(first, spec.max_batches, step=every)
    )
    return TracePlan(space=configuration_space(spec).replace("max_batches", steps), **options)
