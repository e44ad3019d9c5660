"""The sampler of each round, and how many trials a round has."""

from __future__ import annotations

from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from dctaxi.samplers.samplers import SamplerId, make_sampler
from dctaxi.study.plan import StudyPlan
from dctaxi.training.engine import EngineId

AUTO_ROUND_SIZES: dict[SamplerId, int] = {
    "tpe": 10,  # as good as one at a time: docs/decisions/rounds.md
    "random": 64,  # learns nothing, so a round may fill the engine
    "qmc": 64,
    "gp": 5,  # its constant liar fits a model per trial
    "cmaes": 10,  # about a population, 4 + 3 ln(parameters)
}


def auto_round_size(plan: StudyPlan, engine: EngineId, *, trials_so_far: int) -> int:
    """Return how many trials the next round of a plan has.

    An engine that trains one at a time gains nothing by rounds, and a search only loses by them.
    """
    if plan.as_printed:
        return 1
    if plan.sampler == "qmc" and trials_so_far == 0:
        # The first trial decides which parameters the sequence covers.
        return 1
    if plan.round_size != "auto":
        return plan.round_size
    return AUTO_ROUND_SIZES[plan.sampler] if engine == "fused" else 1


class RoundSampler:
    """Makes the samplers of a study, so that a resumed run goes on as if it had never ended.

    Every round has a sampler of its own, seeded by the study's seed and the number of trials
    before the round. As printed, one sampler with the study's seed serves the whole run, as in
    the chapter; a later run of the same study has one with another seed.
    """

    def __init__(self, plan: StudyPlan) -> None:
        self._plan = plan
        self._kept: BaseSampler | None = None

    @property
    def learns(self) -> bool:
        """Whether the sampler looks at earlier trials."""
        return self._plan.sampler != "random"

    def for_round(self, trials_so_far: int) -> BaseSampler:
        """Return the sampler of the round after so many trials."""
        plan = self._plan
        if self._kept is not None:
            return self._kept
        seed = round_seed(plan.sampler_seed, trials_so_far)
        if plan.sampler == "qmc":
            return _Qmc(plan.sampler_seed, seed)
        sampler = make_sampler(plan.sampler, seed=seed, as_printed=plan.as_printed)
        if plan.as_printed:
            self._kept = sampler
        return sampler


class _Qmc(BaseSampler):
    """A sequence scrambled by the study's seed, whose place is kept with the study, and beside it
    the round's own random numbers for what no sequence covers.
    """

    def __init__(self, seed: int, seed_of_round: int) -> None:
        self._sequence = make_sampler("qmc", seed=seed)
        self._independent = make_sampler("random", seed=seed_of_round)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        return self._sequence.infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        return self._sequence.sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        return self._independent.sample_independent(study, trial, param_name, param_distribution)


def round_seed(seed: int, trials_so_far: int) -> int:
    """Return the seed of a round; the first round has the study's own."""
    if trials_so_far == 0:
        return seed
    return int(np.random.SeedSequence([seed, trials_so_far]).generate_state(1)[0])
