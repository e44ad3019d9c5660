"""Populations: configurations drawn independently from a space and trained together.

No sampler stands in between, so ordinary statistics are valid for them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from dctaxi.populations.plan import (
    TrainingPlan,
    check_one_of,
    check_whole,
    read_plan,
)
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained
from dctaxi.records import TrialSpec
from dctaxi.space import (
    Choices,
    DrawMethod,
    DrawnSpecs,
    FloatRange,
    SearchSpace,
    describe_space,
    draw_columns,
)

DEFAULT_MEMBERS = 256
"""Enough for the expected best of 100 tries; about 0.1 s of training in the chapter's space."""

MAX_MEMBERS = 2**20
"""Most members of a population: so many, a million, take some hundred megabytes."""

MAX_SEED = 2**53 - 1


@dataclass(frozen=True)
class PopulationPlan(TrainingPlan):
    """``n`` members of a space, drawn with ``seed``: at random, or as scrambled Sobol points."""

    kind: ClassVar[str] = "population"
    n: int = DEFAULT_MEMBERS
    seed: int = 0
    method: DrawMethod = "random"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("n", self.n, 1, MAX_MEMBERS)
        check_whole("seed", self.seed, 0, MAX_SEED)
        check_one_of("method", self.method, get_args(DrawMethod))

    @property
    def trainings(self) -> int:
        """``n``."""
        return self.n

    @property
    def name(self) -> str:
        """The title, or the space in words."""
        return self.title or describe_space(self.space)

    def specs(self) -> Sequence[TrialSpec]:
        """Return the members, as trainings to do; each is drawn when it is asked for."""
        return DrawnSpecs(self.space, self.n, self.seed, self.method)

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``params_*`` as a study's trials have them; NaN where a member lacks one."""
        return self.columns_between()(0, self.n)

    def columns_between(self) -> Callable[[int, int], dict[str, NDArray[Any]]]:
        """Return what draws the entries of some members when it is asked for them."""
        return self._drawn

    def _drawn(self, first: int, last: int) -> dict[str, NDArray[Any]]:
        columns = draw_columns(self.space, self.n, self.seed, self.method, first, last)
        return {f"params_{name}": column for name, column in columns.items()}


Population: TypeAlias = Trained[PopulationPlan]

POPULATIONS: TrainedStore[PopulationPlan] = TrainedStore(
    "populations", "population", functools.partial(read_plan, PopulationPlan)
)
"""The populations of a workspace."""


def parameter_column(
    space: SearchSpace, name: str, params: Sequence[Mapping[str, object]]
) -> NDArray[Any]:
    """Return a parameter of some trials ``[trials]`` as a column; NaN where a trial lacks it."""
    dimension = space[name]
    values = [one.get(name) for one in params]
    words = isinstance(dimension, Choices) and any(isinstance(v, str) for v in dimension.values)
    if words:
        return np.array(values, dtype=object)
    real = isinstance(dimension, FloatRange) or None in values
    return np.array(values, dtype=np.float64 if real else None)
