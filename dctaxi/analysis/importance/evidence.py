"""What an evaluator says about a study, about resampled ones and about ones without effects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from dctaxi.analysis.importance import fanova, ped_anova
from dctaxi.analysis.importance.noise_floor import Evidence, Floats

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading.parameters import Parameter

Step = Callable[[int, int], None]
"""Called with ``(done, total)`` between two forests; may raise to end the computation."""

_SAMPLES = 200
_LEAST_COPIES = 1000
_COPIES_PER_PARAMETER = 300
"""Enough for Holm's smallest limit, ``FAMILY`` over the number of parameters, twelve times over."""

FORESTS = 20
"""Forests for the spread of fANOVA, and as many for its noise."""

TREES_OF_A_RESAMPLE = 16
"""A quarter of the trees of the evaluator: intervals and noise come out a little wider."""


def ped_anova_evidence(
    finished: pd.DataFrame, parameters: Sequence[Parameter], *, seed: int
) -> Evidence:
    """Judge trials with finite values by PED-ANOVA; a copy's chance is its rank among copies."""
    rng = np.random.default_rng(seed)
    study = ped_anova.study_of(finished, parameters)
    raw = ped_anova.divergences(study)
    copies = max(_LEAST_COPIES, _COPIES_PER_PARAMETER * len(parameters))
    noise = ped_anova.permuted(study, copies, rng)
    # Copies that tie with the parameter may differ from it in the last digit.
    as_large = (noise >= raw[:, np.newaxis] * (1 - 1e-9)).sum(axis=1)
    return Evidence(
        tuple(parameter.name for parameter in parameters),
        ped_anova.shares(raw),
        ped_anova.shares(ped_anova.resampled(study, _SAMPLES, rng)),
        noise / raw.sum() if raw.sum() > 0 else np.full_like(noise, np.nan),
        (as_large + 1) / (copies + 1),
    )


def fanova_evidence(
    finished: pd.DataFrame, parameters: Sequence[Parameter], *, seed: int, step: Step
) -> Evidence | None:
    """Judge trials with finite values by fANOVA; None where no tree finds any variance.

    ``seed`` is that of the evaluator's forest. The forests for the spread see the trials drawn
    again with replacement and have seeds of their own; those for the noise see a permuted copy of
    every parameter beside the parameters.
    """
    total = 1 + 2 * FORESTS
    step(0, total)
    varied = fanova.varied(parameters)
    table = fanova.table_of(finished, varied)
    own = fanova.explained(table, seed=seed)
    if not own.sum() > 0:
        return None
    rng = np.random.default_rng(seed)
    resampled, copies, beside = [], [], []
    for done in range(1, 1 + FORESTS):
        step(done, total)
        again = table.of(rng.integers(0, len(table.matrix), len(table.matrix)))
        resampled.append(_forest(again, rng))
    for done in range(1 + FORESTS, total):
        step(done, total)
        both = _forest(table.with_permuted_copies(rng), rng)
        beside.append(both[: len(varied)])
        copies.append(both[len(varied) :])
    names = tuple(parameter.name for parameter in parameters)
    rows = [names.index(parameter.name) for parameter in varied]
    chance = np.ones(len(names))
    chance[rows] = _chance(np.array(beside).T, np.array(copies).T)
    return Evidence(
        names,
        _placed(rows, own / own.sum(), len(names), 0.0),
        _placed(rows, _of_their_sum(resampled), len(names), 0.0),
        _placed(rows, _of_their_sum(copies, beside), len(names), np.nan),
        chance,
    )


def _forest(table: fanova.Table, rng: np.random.Generator) -> Floats:
    seed = int(rng.integers(2**31))
    return fanova.explained(table, seed=seed, trees=TREES_OF_A_RESAMPLE)


def _of_their_sum(found: Sequence[Floats], whole: Sequence[Floats] | None = None) -> Floats:
    """Return explained shares ``[parameters, forests]`` as parts of a forest's whole.

    Forests without any variance, of resampled trials that are all equal, are left out.
    """
    pairs = zip(found, found if whole is None else whole, strict=True)
    return np.array([one / total.sum() for one, total in pairs if total.sum() > 0]).T


def _placed(rows: Sequence[int], values: Floats, size: int, other: float) -> Floats:
    placed = np.full((size, *values.shape[1:]), other)
    placed[rows] = values
    return placed


def _chance(own: Floats, copies: Floats) -> Floats:
    """Return how probable a copy as important as the parameter is, both ``[parameters, forests]``.

    Importances of noise are sums of squares, whose cube root is nearly normal (Wilson and Hilferty
    1931); a parameter without effect is one more draw of the same normal distribution as its
    copies, which gives Student's distribution.
    """
    mine, theirs = np.cbrt(own).mean(axis=1), np.cbrt(copies)
    count = theirs.shape[1]
    spread = theirs.std(axis=1, ddof=1) * np.sqrt(1 + 1 / count)
    distance = (mine - theirs.mean(axis=1)) / np.where(spread > 0, spread, np.inf)
    chance: Floats = stdtr(count - 1, -distance)
    return chance


def no_step(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total
