"""What searches find: the best so far on rows that chose nothing, what they end with, and what more
trials would bring.

Searches of one population are independent of each other, their HPO seeds being different, so what
each finds is one draw. Two populations have the same seeds and are compared pair by pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from dctaxi.analysis.statistics import (
    CONFIDENCE,
    TAIL,
    Estimate,
    median_estimate,
    share,
    values_needed,
)
from dctaxi.searches.plan import Searches
from dctaxi.searches.turns import HELD

Floats = NDArray[np.float64]

MORE = (10, 50, 100)
"""Further trials whose gain is told."""

_UPPER = (1 + CONFIDENCE) / 2
"""Where the upper end of an interval lies."""

MIN_GAINED = 6
"""Searches that must have found something else before a mean gain has an interval.

Of 32 searches in which fewer did, the intervals of ``gain`` held the true mean in less than 93 of
100 simulations (tests/searches/test_statistics.py).
"""


def curves(searches: Searches) -> Floats:
    """Return what the best so far of each search scores on the held-back rows, in USD.

    ``[searches, trials]``, those searches that have ended, in the order of their seeds; NaN before
    a search's first result.
    """
    plan = searches.plan
    found = []
    for sampler in plan.samplers:
        rows = searches.frame[searches.frame["sampler"] == sampler]
        held = np.full((plan.repeats, plan.n_trials), np.nan)
        there = np.zeros(held.shape, dtype=bool)
        held[rows["repeat"], rows["trial"]] = rows[HELD]
        there[rows["repeat"], rows["trial"]] = True
        filled = pd.DataFrame(held).ffill(axis=1).to_numpy(copy=True)
        filled[~there.all(axis=1)] = np.nan
        found.append(filled)
    return np.concatenate(found)


def ends(searches: Searches) -> Floats:
    """Return what each search ends with on the held-back rows, in USD; NaN where it has not."""
    last: Floats = curves(searches)[:, -1]
    return last


class Beside(NamedTuple):
    """Searches of narrower ranges beside those of the whole space, on rows that chose nothing.

    ``difference`` is the median over pairs with the same HPO seed of inside minus whole, in USD;
    ``wins`` the share of pairs in which the narrower one ends lower. ``inside`` and ``whole`` are
    the medians of what they end with. ``needed`` pairs or more can tell any difference.
    """

    pairs: int
    inside: Estimate
    whole: Estimate
    difference: Estimate
    wins: Estimate
    needed: int = values_needed()

    @property
    def is_noise(self) -> bool:
        """Whether the pairs do not tell the two apart."""
        return not self.difference.excludes_zero


def beside(inside: Searches, whole: Searches, *, compared: int = 1) -> Beside | None:
    """Compare two populations of searches pair by pair; None while no pair has ended.

    Where the narrower one was chosen as the best of several, ``compared`` says of how many: the
    intervals of all their differences then hold together (Bonferroni).
    """
    first, second = ends(inside), ends(whole)
    both = min(len(first), len(second))
    first, second = first[:both], second[:both]
    there = np.isfinite(first) & np.isfinite(second)
    if not there.any():
        return None
    first, second = first[there], second[there]
    differences = first - second
    return Beside(
        pairs=len(differences),
        inside=median_estimate(first),
        whole=median_estimate(second),
        difference=median_estimate(differences, tail=TAIL / compared),
        wins=share(int((differences < 0).sum()), len(differences)),
        needed=values_needed(TAIL / compared),
    )


SMALL = 0.02
"""Share of an error by which more trials must lower it to be worth them: a fifth of the 8 to 10 %
by which the error of one and the same network moves where it is judged on other trips."""


class Gain(NamedTuple):
    """What ``more`` trials after ``after`` bring on the held-back rows.

    ``usd`` is the mean fall over searches, None where too few found anything else to give it an
    interval; ``found`` is the share of searches that found something else. ``stood_at`` is the
    median of what they score before, in USD, NaN where that is not known. ``searches`` have ended.
    """

    after: int
    more: int
    usd: Estimate | None
    found: Estimate
    stood_at: float = math.nan
    searches: int = 0

    @property
    def margin(self) -> float:
        """The fall in USD below which more trials bring next to nothing."""
        return SMALL * self.stood_at

    @property
    def needed(self) -> int | None:
        """How many searches decide whatever the mean fall turns out to be; None where unknown.

        An interval no wider than the margin lies above zero or ends below the margin, and intervals
        shrink with the root of the number of searches.
        """
        if self.usd is None or not self.margin > 0:
            return None
        return math.ceil(self.searches * ((self.usd.high - self.usd.low) / self.margin) ** 2)


def gains(searches: Searches, after: Sequence[int] = (10, 20, 40, 50, 100)) -> tuple[Gain, ...]:
    """Return the gains that the curves hold, from some numbers of trials on by ``MORE``."""
    lines = curves(searches)
    lines = lines[np.isfinite(lines[:, -1])]
    trials = searches.plan.n_trials
    found = []
    for start in after:
        if start > trials:
            continue
        # A search that had no result by then has nothing to fall from.
        there = lines[np.isfinite(lines[:, start - 1])]
        if len(there) < 2:
            continue
        before = there[:, start - 1]
        found += [
            gain(before - there[:, start + more - 1], start, more)._replace(
                stood_at=float(np.median(before))
            )
            for more in MORE
            if start + more <= trials
        ]
    return tuple(found)


def gain(falls: Floats, after: int, more: int) -> Gain:
    """Return the mean fall of some searches ``[searches]`` in USD with its 95 % interval.

    NaN where a search has none. Raises ValueError where all of them are.

    Most searches find nothing in the next trials and some find much, so Student's interval is too
    narrow. This one is the hull of Student's, of Hall's, which undoes the skewness by a cubic
    transformation (Hall, On the removal of skewness by transformation, 1992), and of Student's with
    one more search as good, or as bad, as the best and the worst that were seen.
    """
    falls = falls[np.isfinite(falls)]
    if not len(falls):
        raise ValueError("expected at least one fall")
    changed = int((falls != 0).sum())
    found = share(changed, len(falls))
    if changed < MIN_GAINED:
        return Gain(after, more, None, found, searches=len(falls))
    parts = (
        _student(falls),
        _hall(falls),
        _student(np.append(falls, falls.max())),
        _student(np.append(falls, falls.min())),
    )
    low, high = min(low for low, _ in parts), max(high for _, high in parts)
    usd = Estimate(float(falls.mean()), low, high)
    return Gain(after, more, usd, found, searches=len(falls))


def _student(values: Floats) -> tuple[float, float]:
    n = len(values)
    reach = student.ppf(_UPPER, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return float(values.mean() - reach), float(values.mean() + reach)


def _hall(values: Floats) -> tuple[float, float]:
    """Return Hall's interval of a mean; Student's where there is no skewness."""
    n, mean, deviation = len(values), values.mean(), values.std(ddof=1)
    if deviation <= 1e-9 * abs(mean):  # all alike, but for rounding
        return _student(values)
    skewness = ((values - mean) ** 3).mean() / deviation**3
    if abs(skewness) < 1e-9:
        return _student(values)
    quantile = student.ppf(_UPPER, n - 1) / np.sqrt(n)
    ends_of = [
        3 / skewness * (np.cbrt(1 + skewness * (side - skewness / (6 * n))) - 1)
        for side in (quantile, -quantile)
    ]
    return float(mean - deviation * ends_of[0]), float(mean - deviation * ends_of[1])
