"""Importances by training: Sobol indices of a space, from trainings made for the question.

An index is a share of the variance that all trainings have, over the whole space and all seeds.
Luck is the seed's share: whatever else is known of a training, so much remains open. A training's
seed decides anew what every change of another hyperparameter does to the weights it starts from, so
the index in all of each of them holds nearly all luck as well; ``beyond_luck`` is what is left
where the mean over all seeds is looked at.

In ``ranks`` a training counts by the share of all trainings that it is worse than, with those that
did not finish last; in ``usd`` by its error, and one that did not finish by the largest error of
those that did. A few trainings that explode make nearly all of the variance in USD.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from dctaxi.analysis.importance.noise_floor import NOISE_PARAMETER
from dctaxi.analysis.importance.sobol_estimators import shares_of, terms_of
from dctaxi.analysis.statistics.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.populations import Sensitivity

Scale = Literal["ranks", "usd"]

FEWEST_SAMPLES = 32
"""Complete base samples below which nothing is said, as of trainings that were stopped."""


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """What a hyperparameter does: shares of the variance, 0 to 1, with their 95 % intervals.

    ``first`` is what it does by itself, ``total`` in all, together with others. ``beyond_luck`` is
    the same of the mean over all seeds, None for the seed itself. ``matters`` tells whether that,
    for the seed its total, is more than nothing, looked at together with all other inputs.
    """

    name: str
    first: Estimate
    total: Estimate
    beyond_luck: Estimate | None
    matters: bool

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "name": self.name,
            "first": self.first._asdict(),
            "total": self.total._asdict(),
            "beyond_luck": None if self.beyond_luck is None else self.beyond_luck._asdict(),
            "matters": self.matters,
        }


@dataclass(frozen=True, slots=True)
class PairIndex:
    """What two hyperparameters do together and neither does alone; ``told`` as ``matters``."""

    names: tuple[str, str]
    share: Estimate
    told: bool

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {"names": list(self.names), **self.share._asdict(), "told": self.told}


@dataclass(frozen=True, slots=True)
class SobolResult:
    """The indices of a space, the largest beyond luck first and the seed at its total, and pairs.

    ``samples`` base samples with ``trainings`` were complete, ``unfinished`` of these had no
    result; ``conditional`` names inputs that only some configurations have, whose indices are
    shares among the trainings that have them; one that too few have is left out. ``reason`` says
    why there are no indices, empty where there are.
    """

    scale: Scale
    samples: int
    trainings: int
    unfinished: int
    indices: tuple[SobolIndex, ...]
    pairs: tuple[PairIndex, ...]
    conditional: tuple[str, ...] = ()
    reason: str = ""

    @property
    def luck(self) -> SobolIndex | None:
        """The seed's index; None where there are none."""
        return next((one for one in self.indices if one.name == NOISE_PARAMETER), None)

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "evaluator": "by-training",
            "scale": self.scale,
            "samples": self.samples,
            "trainings": self.trainings,
            "unfinished": self.unfinished,
            "luck": None if self.luck is None else self.luck.total._asdict(),
            "parameters": [one.to_json() for one in self.indices],
            "pairs": [pair.to_json() for pair in self.pairs],
        }


def sobol_indices(trained: Sensitivity, scale: Scale = "ranks") -> SobolResult:
    """Return the indices from the base samples of which every training has ended."""
    design = trained.plan.design
    ended = np.zeros(len(design.specs), dtype=bool)
    measured = np.full(len(design.specs), np.nan)
    members = trained.column("member").to_numpy()
    ended[members], measured[members] = True, trained.values
    whole = design.places[ended[design.places].all(axis=(1, 2))]
    seen = np.unique(whole)
    unfinished = int((~np.isfinite(measured[seen])).sum())
    conditional = _conditional(design.inputs, trained)
    reason = _why_nothing(len(whole), measured[seen])
    if not reason:
        values = _in_scale(measured[whole], scale)
        both = whole[:, :, 0]  # A and B, and so all that are made of them
        there = [design.columns[name][both] for name in design.inputs]
        has = np.stack([pd.notna(column).all(axis=1) for column in there], axis=1)
        found = _indices(design.inputs, values, has)
        return SobolResult(
            scale, len(whole), len(seen), unfinished, *found, conditional=conditional
        )
    return SobolResult(scale, len(whole), len(seen), unfinished, (), (), conditional, reason)


def _why_nothing(samples: int, values: NDArray[np.float64]) -> str:
    if samples < FEWEST_SAMPLES:
        return (
            f"{samples} base samples are complete, and {FEWEST_SAMPLES} are the fewest that say "
            "anything: train the rest."
        )
    finite = values[np.isfinite(values)]
    if not len(finite):
        return "No training finished, so nothing can be told apart."
    if finite.max() == finite.min():
        return "Every training has the same result, so nothing makes a difference."
    return ""


def _in_scale(values: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    """Return values of trainings, NaN where one did not finish, as they count."""
    finished = np.isfinite(values)
    if scale == "usd":
        return np.where(finished, values, values[finished].max())
    ranks: NDArray[np.float64] = rankdata(np.where(finished, values, np.inf), axis=None)
    return (ranks / values.size).reshape(values.shape)


def _conditional(inputs: tuple[str, ...], trained: Sensitivity) -> tuple[str, ...]:
    space = trained.plan.space
    return tuple(name for name in inputs if space.condition(name) is not None)


def _indices(
    inputs: tuple[str, ...], values: NDArray[np.float64], has: NDArray[np.bool_]
) -> tuple[tuple[SobolIndex, ...], tuple[PairIndex, ...]]:
    """Return the indices; ``has`` ``[samples, inputs]`` tells where both A and B have an input."""
    terms = terms_of(values)
    seed = inputs.index(NOISE_PARAMETER)
    # With everything else averaged over seeds, what i does in all is what i or the seed does less
    # what the seed does.
    beyond = terms.either[:, :, seed] - terms.total[:, seed : seed + 1]
    found = []
    for place, name in enumerate(inputs):
        of = has[:, place]
        if of.sum() < FEWEST_SAMPLES:
            continue
        variance, free = terms.variance[of], None if place == seed else beyond[of, place]
        deciding = terms.total[of, place] if free is None else free
        first, total = (_estimate(one[of, place], variance) for one in (terms.first, terms.total))
        found.append(
            SobolIndex(
                name,
                first,
                total,
                None if free is None else _estimate(free, variance),
                bool(shares_of(deciding, variance, looked_at=len(inputs)).low > 0),
            )
        )
    return tuple(sorted(found, key=_by_size)), _pairs(inputs, terms.together, terms.variance, has)


def _by_size(index: SobolIndex) -> tuple[float, str]:
    return -(index.beyond_luck or index.total).value, index.name


def _pairs(
    inputs: tuple[str, ...],
    together: NDArray[np.float64],
    variance: NDArray[np.float64],
    has: NDArray[np.bool_],
) -> tuple[PairIndex, ...]:
    pairs = list(combinations(range(len(inputs)), 2))
    found = []
    for one, other in pairs:
        of = has[:, one] & has[:, other]
        if of.sum() >= FEWEST_SAMPLES:
            terms, whole = together[of, one, other], variance[of]
            told = bool(shares_of(terms, whole, looked_at=len(pairs)).low > 0)
            found.append(PairIndex((inputs[one], inputs[other]), _estimate(terms, whole), told))
    return tuple(sorted(found, key=lambda pair: -pair.share.value))


def _estimate(terms: NDArray[np.float64], variance: NDArray[np.float64]) -> Estimate:
    return Estimate(*map(float, shares_of(terms, variance)))
