"""The best value so far of a search, after each trial and after each second, over its repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.reading.trial_columns import ended_trials
from dctaxi.analysis.reading.trial_rounds import round_ends

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class BestCurve(NamedTuple):
    """A step curve: ``best`` in USD from each of ``x`` on, infinite as long as there is none."""

    x: Floats
    best: Floats


class BestBand(NamedTuple):
    """Curves of ``runs`` repeats at common ``x``: the median, the lowest and the highest, in USD.

    It ends where the first of the repeats ends. Infinite where a repeat has no result yet.
    """

    name: str
    x: Floats
    median: Floats
    low: Floats
    high: Floats
    runs: int


def values_of(trials: pd.DataFrame) -> Floats:
    """Return the objectives of a frame's ended trials in their order, NaN where there is none."""
    ended = ended_trials(trials)
    return ended["value"].to_numpy(dtype=np.float64)


def best_by_trial(trials: pd.DataFrame) -> BestCurve:
    """Return the best after 1, 2, … ended trials."""
    values = values_of(trials)
    return BestCurve(np.arange(1.0, len(values) + 1), _running_best(values))


def best_by_second(trials: pd.DataFrame) -> BestCurve:
    """Return the best at the end of each round, in seconds since the first trial without pauses."""
    rounds = round_ends(trials)
    order = np.argsort(rounds.ends_s, kind="stable")
    return BestCurve(rounds.ends_s[order], _running_best(rounds.best[order]))


def band(name: str, curves: Sequence[BestCurve]) -> BestBand:
    """Return the band of some repeats' curves."""
    there = [curve for curve in curves if len(curve.x)]
    if not there:
        empty = np.empty(0)
        return BestBand(name, empty, empty, empty, empty, 0)
    end = min(curve.x[-1] for curve in there)
    every = np.unique(np.concatenate([curve.x for curve in there]))
    x = every[every <= end]
    best = np.array([_at(curve, x) for curve in there])
    return BestBand(
        name, x, np.median(best, axis=0), best.min(axis=0), best.max(axis=0), len(there)
    )


def _running_best(values: Floats) -> Floats:
    best: Floats = np.minimum.accumulate(np.where(np.isfinite(values), values, np.inf))
    return best


def _at(curve: BestCurve, x: Floats) -> Floats:
    place = np.searchsorted(curve.x, x, side="right") - 1
    return np.where(place >= 0, curve.best[np.maximum(place, 0)], np.inf)
