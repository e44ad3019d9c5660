"""Which of some searches ended best, and whether the difference is more than noise.

Each search is run several times, every run independent of every other, so the best values of two
searches are two independent samples. The difference is the Hodges-Lehmann estimate, the median of
all pairwise differences, with the exact interval that inverts the Mann-Whitney test (Hollander,
Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, section 4.3). It assumes no
shape of the distributions. With ties the interval is wider than it had to be, never narrower.

All pairs are compared at once, so every interval has the level ``1 - 0.05 / pairs`` (Bonferroni):
in at least 95 of 100 comparisons of searches that are alike, every interval holds zero.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from dctaxi.analysis.statistics.estimate import CONFIDENCE, Estimate

Floats = NDArray[np.float64]

_POWER = 0.8


class Comparison(NamedTuple):
    """How much higher ``second`` ends than ``first``, which ended no worse, in USD.

    ``repeats`` of each would tell a difference like the one that was seen in four of five such
    comparisons; None where none was seen.
    """

    first: str
    second: str
    difference: Estimate
    repeats: int | None = None

    @property
    def is_noise(self) -> bool:
        """Whether zero is in the interval."""
        return not self.difference.excludes_zero


class Verdict(NamedTuple):
    """The searches by the median of their final best, the best first, and every pair of them.

    ``finals``: the best of every run, in USD. ``comparisons`` is empty where there are fewer than
    two searches. ``decidable`` tells whether the runs are enough for any difference, however
    large, to stand out from the noise.
    """

    finals: Mapping[str, Floats]
    comparisons: tuple[Comparison, ...]
    decidable: bool

    @property
    def medians(self) -> Mapping[str, float]:
        """The median of the final best by search, the best first, in USD."""
        return {name: float(np.median(finals)) for name, finals in self.finals.items()}


def compare(finals: Mapping[str, Floats]) -> Verdict:
    """Compare named samples of final values in USD, infinite where there is none.

    A sample without any finite value has no median, so it is left out.
    """
    finals = {name: values for name, values in finals.items() if np.isfinite(values).any()}
    everything = np.concatenate([np.empty(0), *finals.values()])
    finite = everything[np.isfinite(everything)]
    # Infinity has no difference; the worst number of all is the mildest that stands for it.
    worst = float(finite.max(initial=-math.inf))
    tamed = {name: np.where(np.isfinite(v), v, worst) for name, v in finals.items()}
    order = sorted(tamed, key=lambda name: float(np.median(tamed[name])))
    pairs = list(itertools.combinations(order, 2))
    level = level_of(len(order))
    comparisons = tuple(
        Comparison(
            first,
            second,
            shift(tamed[first], tamed[second], level=level),
            repeats_to_tell(tamed[first], tamed[second], level=level),
        )
        for first, second in pairs
    )
    decidable = all(math.isfinite(each.difference.low) for each in comparisons)
    return Verdict({name: tamed[name] for name in order}, comparisons, decidable)


def level_of(samples: int) -> float:
    """Return the level of each interval where all pairs of so many samples hold together."""
    return 1 - (1 - CONFIDENCE) / max(1, math.comb(samples, 2))


def shift(first: Floats, second: Floats, *, level: float = CONFIDENCE) -> Estimate:
    """Return how much higher the second sample lies than the first, with its exact interval.

    The ends are infinite where the samples are too small for the level.
    """
    differences = np.sort((second[:, None] - first[None, :]).ravel())
    rank = _critical_rank(len(first), len(second), level)
    value = float(np.median(differences))
    if rank == 0:
        return Estimate(value, -math.inf, math.inf)
    return Estimate(value, float(differences[rank - 1]), float(differences[-rank]))


def repeats_to_tell(first: Floats, second: Floats, *, level: float = CONFIDENCE) -> int | None:
    """Return how many values of each tell two samples apart that differ as these do.

    With so many the Mann-Whitney test at the level rejects in four of five cases (Noether 1987,
    "Sample size determination for some common nonparametric tests"). None where neither is lower.
    """
    lower = float(np.sign(second[:, None] - first[None, :]).mean() + 1) / 2
    if lower == 0.5:
        return None
    z = norm.ppf((1 + level) / 2) + norm.ppf(_POWER)
    return max(_fewest(level), math.ceil(float(z**2 / (6 * (lower - 0.5) ** 2))))


def band_rank(n: int, fewest: int, level: float) -> int:
    """Return which of n sorted values is the low end of a band; the high end is as far from above.

    It is the narrowest band around the median whose ends, where those of two samples of at least
    ``fewest`` values lie apart, always mean that the exact test at the level tells them apart. 0
    where so few values tell nothing apart.
    """
    critical = _critical_rank(fewest, fewest, level)
    if critical == 0:
        return 0
    # Bands apart leave at most fewest² - inside² of the pairs in the other order.
    inside = math.isqrt(fewest**2 - critical) + 1
    return n + 1 + -n * inside // fewest


def repeats_needed(pairs: int) -> int:
    """Return how many runs each search needs for a difference to be told apart at all."""
    return _fewest(1 - (1 - CONFIDENCE) / max(1, pairs))


def _fewest(level: float) -> int:
    return next(n for n in itertools.count(2) if _critical_rank(n, n, level) > 0)


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


def verdict_sentences(
    verdict: Verdict, *, thing: str, things: str, label: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise.

    ``thing`` and ``things`` say what is compared, ``label`` is the name of one for the reader.
    """
    medians = verdict.medians
    if not medians:
        return (f"No {thing} has spent its budget yet.",)
    best, *others = medians
    if not others:
        return (f"{label(best)} ends at {medians[best]:,.2f} USD, half of its repeats below.",)
    standing = "; ".join(f"{label(name)} {median:,.2f}" for name, median in medians.items())
    sentences = [f"Median of the final best in USD: {standing}."]
    if not verdict.decidable:
        repeats = min(len(finals) for finals in verdict.finals.values())
        sentences.append(
            f"{repeats} {'repeat is' if repeats == 1 else 'repeats are'} too few to tell any "
            "difference, however large, from noise."
        )
        return (*sentences, *_would_tell(verdict.comparisons, label))
    real = [each for each in verdict.comparisons if not each.is_noise]
    if not real:
        sentences.append(f"Within noise: with these repeats no two {things} can be told apart.")
        return (*sentences, *_would_tell(verdict.comparisons, label))
    sentences += [_difference(each, label) for each in real]
    if len(real) < len(verdict.comparisons):
        sentences.append("Every other difference is within noise.")
    return tuple(sentences)


def _would_tell(comparisons: Sequence[Comparison], label: Callable[[str], str]) -> tuple[str, ...]:
    """Say how many repeats would tell the difference that needs the fewest."""
    known = [(each.repeats, each) for each in comparisons if each.repeats is not None]
    if not known:
        return ("No two differ at all, so no number of repeats would tell them apart.",)
    repeats, each = min(known, key=lambda one: one[0])
    return (
        f"If {label(each.first)} and {label(each.second)} differ as they did here, by "
        f"{each.difference.value:,.2f} USD, about {repeats:,} repeats of each would tell it in "
        "four of five cases.",
    )


def _difference(comparison: Comparison, label: Callable[[str], str]) -> str:
    low, high = comparison.difference.low, comparison.difference.high
    return (
        f"{label(comparison.first)} ends lower than {label(comparison.second)} by "
        f"{comparison.difference.value:,.2f} USD ({low:,.2f} to {high:,.2f}), more than noise."
    )
