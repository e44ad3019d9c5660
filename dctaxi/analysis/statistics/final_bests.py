"""Which of some searches ended best, and whether the difference is more than noise.

Each search is run several times, every run independent of every other, so the best values of two
searches are two independent samples. The difference is the Hodges-Lehmann estimate, the median of
all pairwise differences, with the exact interval that inverts the Mann-Whitney test (Hollander,
Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, section 4.3). It assumes no
shape of the distributions. With ties the interval is wider than it had to be, never narrower. A run
without a result ended higher than every number, and two of them alike: a median and a difference
may have no amount for that, and a direction all the same.

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
    comparisons; None where none was seen. ``decidable`` tells whether there are enough of them for
    any difference, however large, to stand out from the noise.
    """

    first: str
    second: str
    difference: Estimate
    repeats: int | None = None
    decidable: bool = True

    @property
    def is_noise(self) -> bool:
        """Whether zero is in the interval."""
        return not self.difference.excludes_zero


class Verdict(NamedTuple):
    """The searches by the median of their final best, the best first, and every pair of them.

    ``finals``: the best of every run, in USD, infinite where it has none. ``comparisons`` is empty
    where there are fewer than two searches.
    """

    finals: Mapping[str, Floats]
    comparisons: tuple[Comparison, ...]

    @property
    def medians(self) -> Mapping[str, float]:
        """The median of the final best by search, the best first, in USD; infinite where half of
        the runs or more have no result.
        """
        return {name: float(np.median(finals)) for name, finals in self.finals.items()}

    @property
    def undecidable(self) -> tuple[Comparison, ...]:
        """The pairs of which one has too few runs for any difference to be told."""
        return tuple(each for each in self.comparisons if not each.decidable)


def compare(finals: Mapping[str, Floats]) -> Verdict:
    """Compare named samples of final values in USD, infinite where there is none.

    A sample without any finite value has no median, so it is left out.
    """
    there = {name: values for name, values in finals.items() if np.isfinite(values).any()}
    order = sorted(there, key=lambda name: (float(np.median(there[name])), _lost(there[name])))
    level = level_of(len(order))
    comparisons = tuple(
        _compared(first, second, there, level) for first, second in itertools.combinations(order, 2)
    )
    return Verdict({name: there[name] for name in order}, comparisons)


def _lost(finals: Floats) -> float:
    return float(np.isinf(finals).mean())


def _compared(first: str, second: str, finals: Mapping[str, Floats], level: float) -> Comparison:
    difference = shift(finals[first], finals[second], level=level)
    if difference.value < 0:  # where most are lower although half of them are not
        first, second = second, first
        difference = Estimate(-difference.value, -difference.high, -difference.low)
    return Comparison(
        first,
        second,
        difference,
        repeats_to_tell(finals[first], finals[second], level=level),
        _critical_rank(len(finals[first]), len(finals[second]), level) > 0,
    )


def level_of(samples: int) -> float:
    """Return the level of each interval where all pairs of so many samples hold together."""
    return 1 - (1 - CONFIDENCE) / max(1, math.comb(samples, 2))


def shift(first: Floats, second: Floats, *, level: float = CONFIDENCE) -> Estimate:
    """Return how much higher the second sample lies than the first, with its exact interval.

    The ends are infinite where the samples are too small for the level, and what lies among
    differences from a value that is infinite is so, too.
    """
    differences = np.sort(_differences(first, second).ravel())
    rank = _critical_rank(len(first), len(second), level)
    middle = differences[(len(differences) - 1) // 2], differences[len(differences) // 2]
    value = float(middle[0] if middle[0] == middle[1] else np.mean(middle))
    if rank == 0:
        return Estimate(value, -math.inf, math.inf)
    return Estimate(value, float(differences[rank - 1]), float(differences[-rank]))


def _differences(first: Floats, second: Floats) -> Floats:
    """Return second less first of all pairs, ``[second, first]``; 0 where both are infinite."""
    alike = second[:, None] == first[None, :]
    return np.subtract(second[:, None], first[None, :], out=np.zeros(alike.shape), where=~alike)


def repeats_to_tell(first: Floats, second: Floats, *, level: float = CONFIDENCE) -> int | None:
    """Return how many values of each tell two samples apart that differ as these do.

    With so many the Mann-Whitney test at the level rejects in four of five cases (Noether 1987,
    "Sample size determination for some common nonparametric tests"). None where neither is lower.
    """
    lower = float(np.sign(_differences(first, second)).mean() + 1) / 2
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
        if math.isinf(medians[best]):
            return (f"Half of the repeats of {label(best)} or more have no result.",)
        return (f"{label(best)} ends at {medians[best]:,.2f} USD, half of its repeats below.",)
    standing = "; ".join(f"{label(name)} {_median(median)}" for name, median in medians.items())
    sentences = [f"Median of the final best in USD: {standing}."]
    undecidable = verdict.undecidable
    if len(undecidable) == len(verdict.comparisons):
        repeats = min(len(finals) for finals in verdict.finals.values())
        sentences.append(
            f"{repeats} {'repeat is' if repeats == 1 else 'repeats are'} too few to tell any "
            "difference, however large, from noise."
        )
        return (*sentences, *_would_tell(verdict, label))
    judged = [each for each in verdict.comparisons if each.decidable]
    real = [each for each in judged if not each.is_noise]
    sentences += [_difference(each, label) for each in real]
    if not real:
        sentences.append(f"Inconclusive: with these repeats no two {things} can be told apart.")
    elif len(real) < len(judged):
        sentences.append("Every other difference is inconclusive.")
    if undecidable:
        sentences.append(_too_few(undecidable, label))
    return (*sentences, *(() if real else _would_tell(verdict, label)))


def _median(median: float) -> str:
    return f"{median:,.2f}" if math.isfinite(median) else "none (half or more have no result)"


_PAIRS_NAMED = 3


def _too_few(pairs: Sequence[Comparison], label: Callable[[str], str]) -> str:
    """Say which pairs have too few runs; how many, where they are many."""
    if len(pairs) > _PAIRS_NAMED:
        return f"For {len(pairs)} pairs there are too few repeats to tell any difference."
    named = "; ".join(f"{label(each.first)} and {label(each.second)}" for each in pairs)
    return f"Too few repeats to tell any difference between: {named}."


def _would_tell(verdict: Verdict, label: Callable[[str], str]) -> tuple[str, ...]:
    """Say how many repeats would tell the difference that needs the fewest."""
    known = [(each.repeats, each) for each in verdict.comparisons if each.repeats is not None]
    if not known:
        return (
            "Of no two does one end lower more often than the other, so no number of repeats would "
            "tell them apart by that.",
        )
    repeats, each = min(known, key=lambda one: one[0])
    # Runs without a result differ by nothing from each other, which is no amount.
    amount = each.difference.value > 0 and not (
        _lost(verdict.finals[each.first]) and _lost(verdict.finals[each.second])
    )
    by = f", by {each.difference.value:,.2f} USD" if amount and each.difference.is_there else ""
    return (
        f"If {label(each.first)} and {label(each.second)} differ as they did here{by}, about "
        f"{repeats:,} repeats of each would tell it in four of five cases.",
    )


def _difference(comparison: Comparison, label: Callable[[str], str]) -> str:
    difference = comparison.difference
    by = (
        f" by {difference.value:,.2f} USD ({difference.ends_text('{:,.2f}'.format)})"
        if difference.is_there
        else ""
    )
    return (
        f"{label(comparison.first)} ends lower than {label(comparison.second)}{by}, more than "
        "noise."
    )
