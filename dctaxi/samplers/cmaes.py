"""CMA-ES whose optimizer follows from a study's own trials: nothing of a process is stored.

Optuna's ``CmaEsSampler`` keeps its optimizer as a pickle with the trials and unpickles what it
finds there, so a database from elsewhere could run code. Here each trial notes one number, the
generation that it was drawn in. Telling a fresh optimizer the generations once more, in the order
of the trials, gives the same optimizer, in this process or in another
(docs/decisions/nothing_is_run.md).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from optuna._transform import _SearchSpaceTransform as SearchSpaceTransform
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import BaseSampler
from optuna.search_space import IntersectionSearchSpace
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial, TrialState

from dctaxi.space import is_int, is_number

if TYPE_CHECKING:
    from cmaes import CMA
    from numpy.typing import NDArray

GENERATION: Final = "dctaxi:generation"
"""System attribute of a trial: the generation that it was drawn in, counted from 0."""

_WIDTH: Final = 1 / 6
"""Standard deviation of the first generation, as a part of each range."""


class ReplayedCmaEsSampler(BaseSampler):
    """CMA-ES over the numeric parameters that all trials have; ``others`` draws the rest.

    What it draws depends on the study's complete trials, ``study_seed``, ``round_seed`` and the
    trial's number only.
    """

    def __init__(self, study_seed: int, round_seed: int, others: BaseSampler) -> None:
        self._study_seed = study_seed
        self._round_seed = round_seed
        self._others = others
        self._shared = IntersectionSearchSpace()
        self._known = -1
        self._replayed: Replayed

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return the ranges of numbers that every complete trial was drawn from."""
        del trial  # its number does not matter here
        return {
            name: distribution
            for name, distribution in self._shared.calculate(study).items()
            if not distribution.single() and not isinstance(distribution, CategoricalDistribution)
        }

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the parameters of one more trial of the current generation."""
        if not search_space:
            return {}
        complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        if len(complete) != self._known:
            sign = 1 if study.direction == StudyDirection.MINIMIZE else -1
            self._replayed = replayed(search_space, complete, self._study_seed, sign=sign)
            self._known = len(complete)
        optimizer, generation = self._replayed
        optimizer.reseed_rng(_seed(self._round_seed, trial.number))
        study._storage.set_trial_system_attr(trial._trial_id, GENERATION, generation)
        return _transform(search_space).untransform(optimizer.ask())

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Draw a parameter that CMA-ES does not search."""
        return self._others.sample_independent(study, trial, param_name, param_distribution)

    def before_trial(self, study: Study, trial: FrozenTrial) -> None:
        """Let ``others`` prepare."""
        self._others.before_trial(study, trial)

    def after_trial(
        self, study: Study, trial: FrozenTrial, state: TrialState, values: Sequence[float] | None
    ) -> None:
        """Let ``others`` take note."""
        self._others.after_trial(study, trial, state, values)


class Replayed(NamedTuple):
    """An optimizer, and how many generations it and those that it followed were told."""

    optimizer: CMA
    generation: int


def replayed(
    space: Mapping[str, BaseDistribution],
    trials: Iterable[FrozenTrial],
    seed: int,
    *,
    sign: int = 1,
) -> Replayed:
    """Return the optimizer that was told every whole generation of complete trials.

    A generation is whole once it has as many trials as the population; of more, the first count.
    An optimizer that has converged is followed by one that begins elsewhere. ``sign`` is -1 where
    the study maximises.
    """
    transform = _transform(space)
    drawn: dict[int, list[tuple[NDArray[np.float64], float]]] = defaultdict(list)
    for trial in trials:
        drawn_in, value = trial.system_attrs.get(GENERATION), trial.value
        if (
            is_int(drawn_in)
            and value is not None
            and math.isfinite(value)
            and _is_inside(space, trial)
        ):
            drawn[drawn_in].append((transform.transform(trial.params), sign * value))
    dimensions = len(transform.bounds)
    optimizer = _optimizer(np.full(dimensions, 0.5))
    generation = 0
    while len(drawn[generation]) >= optimizer.population_size:
        optimizer.tell(drawn[generation][: optimizer.population_size])
        if optimizer.should_stop():
            start = np.random.default_rng([seed, generation]).random(dimensions)
            optimizer = _optimizer(start)
        generation += 1
    return Replayed(optimizer, generation)


def _is_inside(space: Mapping[str, BaseDistribution], trial: FrozenTrial) -> bool:
    return all(
        is_number(value := trial.params.get(name)) and distribution._contains(value)
        for name, distribution in space.items()
    )


def _optimizer(start: NDArray[np.float64]) -> CMA:
    """Return a fresh optimizer in the unit cube, with the settings of Optuna's sampler."""
    from cmaes import CMA

    dimensions = len(start)
    bounds = np.tile([0.0, 1.0], (dimensions, 1))
    return CMA(start, _WIDTH, bounds=bounds, n_max_resampling=10 * dimensions, seed=0)


def _transform(space: Mapping[str, BaseDistribution]) -> SearchSpaceTransform:
    return SearchSpaceTransform(dict(space), transform_0_1=True)


def _seed(*parts: int) -> int:
    return int(np.random.SeedSequence(parts).generate_state(1)[0])
