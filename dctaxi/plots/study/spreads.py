"""Between which values of a hyperparameter the best trials lie, beside where all of them lie."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.analysis.importance import FAMILY, TARGET_QUANTILE
from dctaxi.analysis.statistics import not_shown
from dctaxi.plots.parts.numbers import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.plots.parts.axes import Axis

BEST = TARGET_QUANTILE
"""The best trials are this share of those with a result, as in PED-ANOVA."""

WIDTH = "Width of the best"
"""Heading of the best trials' interval as a share of all trials'."""

_COPIES = 999
_FEWEST_BEST = 3
_MIDDLE = (0.1, 0.9)


class Spread(NamedTuple):
    """Where trials lie on one axis, in words.

    Of numbers it is the interval of the middle 80 %, of categories the most frequent one with its
    share. ``narrowing`` is the best trials' interval as a share of all trials', in the axis's own
    scale; None for categories and where all trials share one value. ``chance`` is how probable
    as narrow an interval is for as many trials picked at random.
    """

    name: str
    everywhere: str
    best: str
    narrowing: float | None
    chance: float = 1.0


def best_of(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the places of the best tenth of the finite objectives; none if too few for one."""
    finite = np.flatnonzero(np.isfinite(values))
    best = finite[np.argsort(values[finite], kind="stable")[: math.ceil(BEST * len(finite))]]
    return best if len(best) >= _FEWEST_BEST else best[:0]


def spread_of(axis: Axis, everywhere: NDArray[np.float64], best: NDArray[np.float64]) -> Spread:
    """Say where trials lie on an axis, from the positions of all of them and of the best.

    Those that lack the parameter count not.
    """
    if axis.unused is not None:
        everywhere, best = everywhere[everywhere != axis.unused], best[best != axis.unused]
    narrowing, chance = None, 1.0
    if len(best) and not axis.categories:
        width = float(np.ptp(np.quantile(everywhere, _MIDDLE)))
        narrowing = float(np.ptp(np.quantile(best, _MIDDLE))) / width if width else None
        if narrowing is not None:
            chance = _chance(everywhere, best)
    return Spread(axis.name, _where(axis, everywhere), _where(axis, best), narrowing, chance)


def _chance(everywhere: NDArray[np.float64], best: NDArray[np.float64]) -> float:
    """Return how probable it is that trials picked at random lie as close together as the best.

    A permutation test (Phipson and Smyth 2010): the best are held against as many trials picked
    without regard to their objective.
    """
    rng = np.random.default_rng(0)
    picked = np.array(
        [rng.choice(everywhere, len(best), replace=False, shuffle=False) for _ in range(_COPIES)]
    )
    low, high = np.quantile(picked, _MIDDLE, axis=1)
    own = float(np.ptp(np.quantile(best, _MIDDLE)))
    # Copies that tie with the best may differ from them in the last digit.
    as_narrow = int((high - low <= own * (1 + 1e-9)).sum())
    return (as_narrow + 1) / (_COPIES + 1)


def spread_rows(spreads: tuple[Spread, ...]) -> pd.DataFrame:
    """Return a row for every axis; the last column is a share, NaN where there is none."""
    return pd.DataFrame(
        {
            "Hyperparameter": [one.name for one in spreads],
            "Best 10 %": [one.best for one in spreads],
            "All of them": [one.everywhere for one in spreads],
            WIDTH: [one.narrowing for one in spreads],
        }
    )


def gathering_text(spreads: tuple[Spread, ...], among: str) -> str:
    """Say on which axis the best trials gather most, with a space before; empty if unknown.

    ``among`` names the trials of which they are the best. Said is only what chance would not give
    on any of so many axes: in at most ``FAMILY`` of plots in which no axis matters (Bonferroni).
    """
    known = [(one.narrowing, one) for one in spreads if one.narrowing is not None]
    if not known:
        return ""
    limit = FAMILY / len(known)
    gathered = [pair for pair in known if pair[1].chance <= limit]
    if not gathered:
        return " " + not_shown("numeric axis", "gather the best 10 %")
    _, narrowest = min(gathered, key=lambda pair: pair[0])
    return (
        f" The best 10 % gather most on {narrowest.name}: most lie at {narrowest.best}, "
        f"of {among} at {narrowest.everywhere}."
    )


def _where(axis: Axis, positions: NDArray[np.float64]) -> str:
    if not len(positions):
        return ""
    if axis.categories:
        place, times = Counter(positions.astype(int).tolist()).most_common(1)[0]
        return f"{axis.categories[place]} ({times / len(positions):.0%})"
    low, high = axis.shown(np.quantile(positions, _MIDDLE))
    first, last = (_text(axis, float(end)) for end in (low, high))
    return first if first == last else f"{first} to {last}"


def _text(axis: Axis, value: float) -> str:
    return number_text(round(value) if axis.whole else float(f"{value:.2g}"))
