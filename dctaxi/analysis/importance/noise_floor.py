"""Which importances stand out from what luck gives, whatever the evaluator.

``docs/importances.md`` says why it is done so. A parameter's *noise* is the importance of its own
permuted copies: same values, same gaps, no connection with the objective. Each parameter is held
against its own copies alone, since a parameter of fifty cells gets a longer bar by luck than a
switch does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from dctaxi.analysis.statistics.estimate import TAIL

Verdict = Literal["above", "at", "below", "too-few"]
Floats = NDArray[np.float64]

NOISE_PARAMETER = "seed"
"""The parameter whose importance is pure luck."""

FAMILY = 0.04
"""Share of studies, or of plots, in which luck may be called a finding about any parameter. Less
than 5 %, so that 200 studies without any effect show that it is not more."""

REACH = 0.95
"""So much of a parameter's noise is shorter than the tick beside its bar."""

_MOST_NEEDED = 1_000_000


class Evidence(NamedTuple):
    """What an evaluator found, all as shares of the sum over the study's parameters.

    ``importance`` [parameters] are its own numbers, ``resampled`` [parameters, samples] those of
    resampled trials, ``noise`` [parameters, copies] those of permuted copies, NaN where a
    parameter has none. ``chance`` [parameters] is the probability that a copy's importance is as
    large as the parameter's own.
    """

    names: tuple[str, ...]
    importance: Floats
    resampled: Floats
    noise: Floats
    chance: Floats


class Judgement(NamedTuple):
    """A parameter's verdict; ``trials_needed`` where there are too few to say."""

    verdict: Verdict
    trials_needed: int | None


def intervals(evidence: Evidence) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % intervals of the importances, each ``[parameters]``.

    Their half width is that of Student's interval for the spread over resampled trials, taken of
    ``arcsin √share``: there it depends little on the share, and no end leaves 0 to 1. The centre is
    the importance itself, since resampling, which adds noise of its own, moves every bar outwards.
    """
    centre = _stabilised(evidence.importance)
    samples = evidence.resampled.shape[1]
    spread = _stabilised(evidence.resampled).std(axis=1, ddof=1)
    half = stdtrit(samples - 1, 1 - TAIL) * spread
    return _share(centre - half), _share(centre + half)


def reaches(evidence: Evidence) -> Floats:
    """Return how far luck alone takes each bar in ``REACH`` of all cases, ``[parameters]``.

    NaN for a parameter without copies; more than 1 is possible where nothing matters.
    """
    ends = np.full(len(evidence.names), np.nan)
    there = np.isfinite(evidence.noise).all(axis=1)
    ends[there] = np.quantile(evidence.noise[there], REACH, axis=1)
    return ends


def judge(evidence: Evidence, n_trials: int) -> tuple[Judgement, ...]:
    """Return each parameter's verdict from enough trials.

    ``above``: longer than its own noise by Holm's rule over the parameters. ``too-few``: longer
    than its tick, or told from its noise by itself, but not beside all the others that were looked
    at. Else ``at``, or ``below`` where it is shorter than most of its noise, and where it has none
    since it never varied. The seed is the noise, and always ``at``.
    """
    tested = [
        place
        for place, name in enumerate(evidence.names)
        if name != NOISE_PARAMETER and np.isfinite(evidence.noise[place]).all()
    ]
    stands_out = np.zeros(len(evidence.names), dtype=np.bool_)
    stands_out[tested] = holm(evidence.chance[tested])
    ends = reaches(evidence)
    return tuple(
        _judgement(
            evidence, place, ends[place], n_trials, len(tested), stands_out=bool(stands_out[place])
        )
        for place in range(len(evidence.names))
    )


def holm(chance: Sequence[float] | Floats) -> NDArray[np.bool_]:
    """Tell which of several probabilities are small enough to speak against chance together.

    Holm (1979): at most in ``FAMILY`` of the cases any is told that has nothing behind it. The
    smallest is held against ``FAMILY`` over their number, the next against ``FAMILY`` over one
    less, and so on up to the first that fails.
    """
    values = np.asarray(chance, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    limits = FAMILY / np.arange(len(values), 0, -1)
    passed = np.logical_and.accumulate(values[order] <= limits)
    found = np.zeros(len(values), dtype=np.bool_)
    found[order] = passed
    return found


def _judgement(
    evidence: Evidence,
    place: int,
    end: float,
    n_trials: int,
    tested: int,
    *,
    stands_out: bool,
) -> Judgement:
    importance, noise = float(evidence.importance[place]), evidence.noise[place]
    if evidence.names[place] == NOISE_PARAMETER:
        return Judgement("at", None)
    if not np.isfinite(end):
        return Judgement("below", None)
    beyond = importance > end
    if stands_out and beyond:
        return Judgement("above", None)
    if stands_out or beyond or evidence.chance[place] <= 1 - REACH:
        return Judgement("too-few", _needed(importance, noise, n_trials, tested))
    return Judgement("below" if importance < np.quantile(noise, 1 - REACH) else "at", None)


def _needed(importance: float, noise: Floats, n_trials: int, tested: int) -> int:
    """Return the number of trials at which this importance would pass the strictest of the limits.

    Noise, and the noise within the importance, fall like one over the number of trials; what is
    left of the importance stays. Rounded up to two digits, and more than there are.
    """
    limit = float(np.quantile(noise, 1 - FAMILY / tested))
    signal = importance - float(noise.mean())
    needed = n_trials * limit / signal if signal > 0 else math.inf
    needed = min(max(needed, n_trials + 1), _MOST_NEEDED)
    digits: int = 10 ** max(0, math.floor(math.log10(needed)) - 1)
    return math.ceil(needed / digits) * digits


def _stabilised(shares: Floats) -> Floats:
    angle: Floats = np.arcsin(np.sqrt(np.clip(shares, 0.0, 1.0)))
    return angle


def _share(angle: Floats) -> Floats:
    share: Floats = np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2
    return share
