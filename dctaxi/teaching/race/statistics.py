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

    ``low`` and ``high`` are a band around the median that is so wide that the test of all pairs
    tells any two samplers apart whose bands lie apart; see ``final_bests.band_rank``. NaN where no
    lane has come so far, the band also where the lanes are too few to tell anything; a lane
    without any result yet counts as worse than every other (infinite).
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
    lanes = best_so_far(race)
    come = {sampler: (~np.isnan(best)).sum(axis=0) for sampler, best in lanes.items()}
    fewest = np.min(list(come.values()), axis=0)
    level = final_bests.level_of(len(lanes))
    found = []
    for sampler, best in lanes.items():
        there = come[sampler] > 0
        below, above = (_median(best, there, method) for method in ("lower", "higher"))
        low, high = _band(np.sort(best, axis=0), come[sampler], fewest, level)
        found.append(Standing(sampler, (below + above) / 2, low, high))
    return tuple(found)


def _band(
    ordered: Floats, come: NDArray[np.int64], fewest: NDArray[np.int64], level: float
) -> tuple[Floats, Floats]:
    """Return the ends of the band after each trial of ``ordered`` ``[lanes, trials]``, NaN last."""
    low, high = np.full((2, ordered.shape[1]), np.nan)
    for n, few in set(zip(come.tolist(), fewest.tolist(), strict=True)):
        rank = final_bests.band_rank(n, few, level) if few else 0
        if rank:
            at = (come == n) & (fewest == few)
            low[at], high[at] = ordered[rank - 1, at], ordered[n - rank, at]
    return low, high


def verdict(race: Race) -> Verdict:
    """Compare the samplers by the best of their lanes; lanes that are not at their end are left."""
    finals = {}
    for sampler, best in best_so_far(race).items():
        ended = best[~np.isnan(best[:, -1]), -1]
        if len(ended):
            finals[sampler] = ended
    return compare(finals)


def tpe_is_no_better(verdict: Verdict) -> bool:
    """Tell whether TPE and random raced often enough, and TPE is not known to end lower."""
    return any(
        {pair.first, pair.second} == {"tpe", "random"}
        and pair.decidable
        and (pair.is_noise or pair.first == "random")
        for pair in verdict.comparisons
    )


def verdict_sentences(verdict: Verdict) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise."""
    return final_bests.verdict_sentences(verdict, thing="sampler", things="samplers", label=_label)


def _label(sampler: str) -> str:
    return SAMPLERS[sampler].label.label


def _median(best: Floats, there: NDArray[np.bool_], method: str) -> Floats:
    """Return the median over lanes after each trial; one lane's value, as infinity needs."""
    found = np.full(best.shape[1], np.nan)
    found[there] = np.nanquantile(best[:, there], 0.5, axis=0, method=method)  # type: ignore[call-overload]
    return found
