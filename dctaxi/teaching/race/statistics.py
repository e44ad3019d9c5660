"""How the samplers of a race stand after each trial, and who won.

Each lane of a race is independent of every other; ``final_bests`` says what that allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.analysis.statistics import final_bests
from dctaxi.analysis.statistics.final_bests import Verdict, compare
from dctaxi.samplers import SAMPLERS
from dctaxi.teaching.race.plan import Race

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
        low, below, above, high = (
            _quantile(best, there, share, method)
            for share, method in (
                (0.25, "lower"),
                (0.5, "lower"),
                (0.5, "higher"),
                (0.75, "higher"),
            )
        )
        found.append(Standing(sampler, (below + above) / 2, low, high))
    return tuple(found)


def verdict(race: Race) -> Verdict:
    """Compare the samplers by the best of their lanes; lanes that are not at their end are left."""
    finals = {}
    for sampler, best in best_so_far(race).items():
        ended = best[~np.isnan(best[:, -1]), -1]
        if len(ended):
            finals[sampler] = ended
    return compare(finals)


def verdict_sentences(verdict: Verdict) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise."""
    return final_bests.verdict_sentences(verdict, thing="sampler", things="samplers", label=_label)


def _label(sampler: str) -> str:
    return SAMPLERS[sampler].label.label


def _quantile(best: Floats, there: NDArray[np.bool_], share: float, method: str) -> Floats:
    """Return a quantile over lanes after each trial; one lane's value, as infinity needs."""
    found = np.full(best.shape[1], np.nan)
    found[there] = np.nanquantile(best[:, there], share, axis=0, method=method)  # type: ignore[call-overload]
    return found
