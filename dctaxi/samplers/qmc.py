"""Quasi-Monte Carlo in rounds: one sequence for a study, random numbers for each round."""

from __future__ import annotations

import logging
import warnings
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, QMCSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial


class RoundQMCSampler(BaseSampler):
    """A sequence scrambled by the study's seed, whose place is kept with the study, and beside it
    the round's own random numbers for what no sequence covers.
    """

    def __init__(self, study_seed: int, round_seed: int) -> None:
        logging.getLogger("optuna.samplers._qmc").addFilter(_is_news)
        with warnings.catch_warnings():
            # Experimental since Optuna 3.0, and offered as such: see its help.
            warnings.simplefilter("ignore", ExperimentalWarning)
            self._sequence = QMCSampler(
                seed=study_seed, scramble=True, warn_independent_sampling=False
            )
        self._independent = RandomSampler(seed=round_seed)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return what the sequence covers: the parameters of the study's first trial."""
        return self._sequence.infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the sequence's next point."""
        return self._sequence.sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Draw at random what the sequence does not cover."""
        return self._independent.sample_independent(study, trial, param_name, param_distribution)


def _is_news(record: logging.LogRecord) -> bool:
    """Hold back QMC's note that layers exist in some trials only: the space is made that way."""
    return "does not include any conditions" not in record.getMessage()
