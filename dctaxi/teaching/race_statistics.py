"""Who won a race of samplers, and whether the difference is more than noise.

Each lane of a race is independent of every other, so the best values of two samplers' lanes are
two independent samples. The difference is the Hodges-Lehmann estimate, the median of all pairwise
differences, with the exact interval that inverts the Mann-Whitney test (Hollander, Wolfe and
Chicken, Nonparametric Statistical Methods, 3rd edition, section 4.3). It assumes no shape of
the distributions. With ties the interval is wider than it had to be, never narrower.

All pairs are compared at once, so every interval has the level ``1 - 0.05 / pairs`` (Bonferroni):
in at least 95 of 100 races between samplers that are alike, every interval holds zero.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.analysis.estimate import LEVEL, Estimate
from dctaxi.teaching.race import Race

Floats = NDArray[np.float64]


class Standing(NamedTuple):
    """The best so far of one sampler after each trial, over its lanes, in USD: each ``[trials]``.

    ``low`` and ``high`` hold the middle half of the lanes. NaN where no lane has come so far; a
    lane without any result yet counts as worse than every other (infinite).
    """

    sampler: str
    median: Floats
    low: Floats
    high: Floats


class Comparison(NamedTuple):
    """How much higher ``second`` ends than ``first``, which ended no worse, in USD."""

    first: str
    second: str
    difference: Estimate

    @property
    def is_noise(self) -> bool:
        """Whether zero is in the interval."""
        return not self.difference.excludes_zero


class Verdict(NamedTuple):
    """The samplers by the median of their final best, the best first, and every pair of them.

    ``finals``: the best of every lane that has all its trials, in USD. ``comparisons`` is empty
    where fewer than two samplers have such a lane. ``decidable`` tells whether the repeats are
    enough for any difference, however large, to stand out from the noise.
    """

    finals: Mapping[str, Floats]
    comparisons: tuple[Comparison, ...]
    decidable: bool

    @property
    def medians(self) -> Mapping[str, float]:
        """The median of the final best by sampler, the best first, in USD."""
        return {name: float(np.median(finals)) for name, finals in self.finals.items()}


def best_so_far(race: Race) -> Mapping[str, Floats]:
    """Return the best value so far of each sampler's lanes, ``[lanes, trials]`` in USD.

    NaN where a trial has not ended yet; infinite where none before it gave a result.
    """
    plan = race.plan
    frame = race.frame.assign(value=np.where(np.isnan(race.values), np.inf, race.values))
    found: dict[str, Floats] = {}
    for sampler in plan.samplers:
        values = np.full((plan.repeats, plan.n_trials), np.nan)
        rows = frame[frame["sampler"] == sampler]
        values[rows["repeat"], rows["trial"]] = rows["value"]
        found[sampler] = np.minimum.accumulate(values, axis=1)
    return found


def standings(race: Race) -> tuple[Standing, ...]:
    """Return how each sampler stands after each trial, over the lanes that have come so far."""
    found = []
    for sampler, best in best_so_far(race).items():
        there = np.atleast_1d(~np.isnan(best).all(axis=0))
        low, median, high = (
            _quantile(best, there, share, method)
            for share, method in ((0.25, "lower"), (0.5, "lower"), (0.75, "higher"))
        )
        found.append(Standing(sampler, median, low, high))
    return tuple(found)


def verdict(race: Race) -> Verdict:
    """Compare the samplers by the best of their lanes; lanes that are not at their end are left."""
    finals = {}
    for sampler, best in best_so_far(race).items():
        ended = best[~np.isnan(best[:, -1]), -1]
        if len(ended):
            finals[sampler] = ended
    return compare(finals)


def compare(finals: Mapping[str, Floats]) -> Verdict:
    """Compare named samples of final values in USD, infinite where there is none."""
    everything = np.concatenate([np.empty(0), *finals.values()])
    finite = everything[np.isfinite(everything)]
    # Infinity has no difference; the worst number of all is the mildest that stands for it.
    worst = float(finite.max()) if len(finite) else 0.0
    tamed = {name: np.where(np.isfinite(v), v, worst) for name, v in finals.items()}
    order = sorted(tamed, key=lambda name: float(np.median(tamed[name])))
    pairs = list(itertools.combinations(order, 2))
    level = 1 - (1 - LEVEL) / max(1, len(pairs))
    comparisons = tuple(
        Comparison(first, second, shift(tamed[first], tamed[second], level=level))
        for first, second in pairs
    )
    decidable = all(math.isfinite(each.difference.low) for each in comparisons)
    return Verdict({name: tamed[name] for name in order}, comparisons, decidable)


def shift(first: Floats, second: Floats, *, level: float = LEVEL) -> Estimate:
    """Return how much higher the second sample lies than the first, with its exact interval.

    The ends are infinite where the samples are too small for the level.
    """
    differences = np.sort((second[:, None] - first[None, :]).ravel())
    rank = _critical_rank(len(first), len(second), level)
    value = float(np.median(differences))
    if rank == 0:
        return Estimate(value, -math.inf, math.inf)
    return Estimate(value, float(differences[rank - 1]), float(differences[-rank]))


def _quantile(best: Floats, there: NDArray[np.bool_], share: float, method: str) -> Floats:
    """Return a quantile over lanes after each trial; one lane's value, as infinity needs."""
    found = np.full(best.shape[1], np.nan)
    found[there] = np.nanquantile(best[:, there], share, axis=0, method=method)  # type: ignore[call-overload]
    return found


@functools.lru_cache(maxsize=64)
def _critical_rank(m: int, n: int, level: float) -> int:
    """Return the largest c with P(U < c) at most ``(1 - level) / 2``, U being Mann-Whitney's."""
    orders = math.comb(m + n, m)
    tails = itertools.accumulate(_mann_whitney_counts(m, n))
    return sum(1 for _ in itertools.takewhile(lambda t: t / orders <= (1 - level) / 2, tails))


def _mann_whitney_counts(m: int, n: int) -> list[int]:
    """Return in how many orders of m and n values U is 0, 1, …, m·n, without ties.

    They are the coefficients of the Gaussian binomial ``∏_{i=1..m} (1 - q^(n+i)) / (1 - q^i)``,
    in whole numbers because the products grow far beyond what a float tells apart.
    """
    counts = [1] + [0] * (m * n)
    for i in range(1, m + 1):
        for place in range(len(counts) - 1, n + i - 1, -1):
            counts[place] -= counts[place - n - i]
        for place in range(i, len(counts)):
            counts[place] += counts[place - i]
    return counts
