"""Trainings made for Sobol indices: what each hyperparameter, and the seed, does to the outcome.

Two independent draws of a space, and each with every parameter in turn exchanged for the other's.
Two configurations of these that would train the same are trained once: exchanging a switch changes
nothing in half of the draws.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dctaxi.errors import PopulationError
from dctaxi.populations.plan import MAX_TRAININGS, SEEDS, TrainingPlan, check_whole, read_plan
from dctaxi.populations.population import MAX_SEED
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained
from dctaxi.records import TrialSpec
from dctaxi.space import (
    Fixed,
    IntRange,
    SearchSpace,
    asked_columns,
    asked_names,
    exchanged_columns,
    specs_of_columns,
)
from dctaxi.workspace import Workspace

MIN_SAMPLES: Final = 256
DEFAULT_SAMPLES: Final = 1024
MAX_SAMPLES: Final = 8192
"""Base samples, powers of two, of which each takes twice as many trainings as there are parameters,
and two more."""

_KEPT_DESIGNS = 8


@dataclass(frozen=True, eq=False)
class Design:
    """What is trained, each training once, in the order of the base samples.

    ``places`` ``[samples, 2, 1 + inputs]`` says which of ``specs`` stands where, as
    ``dctaxi.space.exchanged_columns`` lays them out; ``first`` ``[specs]`` is the base sample that
    needed a training first, ``columns`` have the parameters of each as trials have them.
    """

    inputs: tuple[str, ...]
    specs: tuple[TrialSpec, ...]
    places: NDArray[np.intp]
    first: NDArray[np.intp]
    columns: dict[str, NDArray[Any]]


@functools.lru_cache(maxsize=_KEPT_DESIGNS)
def design_of(space: SearchSpace, samples: int, seed: int) -> Design:
    """Return the trainings for so many base samples of a space, drawn with ``seed``."""
    inputs = asked_names(space)
    columns = {
        name: column.reshape(-1) for name, column in exchanged_columns(space, samples, seed).items()
    }
    known: dict[TrialSpec, int] = {}
    places = np.array(
        [known.setdefault(spec, len(known)) for spec in specs_of_columns(space, columns)]
    )
    _, first = np.unique(places, return_index=True)
    trained = {name: column[first] for name, column in columns.items()}
    return Design(
        inputs,
        tuple(known),
        places.reshape(samples, 2, 1 + len(inputs)),
        first // (2 * (1 + len(inputs))),
        asked_columns(space, trained),
    )


def with_seed(space: SearchSpace) -> SearchSpace:
    """Return the space with all seeds of weights where it has a single one: luck is an input."""
    if isinstance(space["seed"], Fixed):
        return space.replace("seed", IntRange(0, SEEDS - 1))
    return space


@dataclass(frozen=True)
class SensitivityPlan(TrainingPlan):
    """The trainings for the Sobol indices of a space from ``samples`` base samples.

    ``seed`` is that of the draws. The seed of the weights is an input as any other; a space that
    fixes it is given all seeds. Raises PopulationError and SpaceError.
    """

    kind: ClassVar[str] = "sensitivity"
    samples: int = DEFAULT_SAMPLES
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "space", with_seed(self.space))
        check_whole("samples", self.samples, MIN_SAMPLES, MAX_SAMPLES)
        check_whole("seed", self.seed, 0, MAX_SEED)
        if self.samples & (self.samples - 1):
            raise PopulationError(
                f"samples: expected a power of two such as {DEFAULT_SAMPLES:,}, got "
                f"{self.samples:,}: the points are balanced in powers of two only."
            )
        needed = 2 * self.samples * (1 + len(asked_names(self.space)))
        if needed > MAX_TRAININGS:
            raise PopulationError(
                f"{self.samples:,} base samples of {len(asked_names(self.space))} hyperparameters "
                f"take up to {needed:,} trainings, more than the {MAX_TRAININGS:,} of one plan: "
                "take half as many or fewer."
            )

    @property
    def trainings(self) -> int:
        """How many different trainings the base samples need."""
        return len(self.design.specs)

    @property
    def name(self) -> str:
        """The title, or what it is for."""
        of = f" of {self.origin}" if self.origin else ""
        return self.title or f"Importances{of} by training, {self.samples:,} base samples"

    @property
    def design(self) -> Design:
        """Which trainings stand where."""
        return design_of(self.space, self.samples, self.seed)

    def specs(self) -> tuple[TrialSpec, ...]:
        """Return each training once, those of the first base sample first."""
        return self.design.specs

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``sample``, which base sample needed it first, and ``params_*`` as in trials."""
        design = self.design
        own = {f"params_{name}": column for name, column in design.columns.items()}
        return {"sample": design.first.astype(np.int64), **own}


Sensitivity: TypeAlias = Trained[SensitivityPlan]

SENSITIVITIES: TrainedStore[SensitivityPlan] = TrainedStore(
    "sensitivities",
    "set of trainings for importances",
    functools.partial(read_plan, SensitivityPlan),
)
"""The trainings for importances of a workspace."""


def largest_sensitivity(
    space: SearchSpace, setting: Mapping[str, Any], workspace: Workspace
) -> Sensitivity | None:
    """Return the kept trainings of a space with the most base samples; None where none is whole.

    ``setting`` has the fields of a ``TrainingPlan`` that say on which data and with what to train.
    """
    samples = MAX_SAMPLES
    while samples >= MIN_SAMPLES:
        with contextlib.suppress(PopulationError):  # so many may be too many for this space
            plan = SensitivityPlan(space, samples=samples, **setting)
            found = SENSITIVITIES.find_for(plan, workspace)
            if found is not None and found.complete:
                return found
        samples //= 2
    return None
