"""Optuna's Gaussian process sampler, kept away from ranges that it cannot hold in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optuna.distributions import FloatDistribution, IntDistribution
from optuna.samplers import GPSampler

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study
    from optuna.trial import FrozenTrial

MAX_GRID = 2**16
"""Most values of one whole-numbered or stepped range that the sampler searches itself."""


class BoundedGPSampler(GPSampler):
    """A GPSampler that leaves very long ranges of whole numbers to its independent sampler.

    Optuna 5.0 lists every value of such a range (``get_choices_of_discrete_params`` of its
    ``_gp.search_space``). For the chapter's 2^31 seeds that is 17 GB, and the process is killed.
    A seed has no smooth surface to fit either.
    """

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return what is searched jointly: everything but the very long ranges."""
        space = super().infer_relative_search_space(study, trial)
        return {name: d for name, d in space.items() if _values(d) <= MAX_GRID}


def _values(distribution: BaseDistribution) -> float:
    """Return the length of the list that Optuna would make of a range; 0 where it makes none."""
    if isinstance(distribution, IntDistribution | FloatDistribution) and distribution.step:
        return (distribution.high - distribution.low) / distribution.step + 1
    return 0
