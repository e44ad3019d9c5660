"""Where in a range the best rows lie: piled up at an end of it, or never in a part of it.

Notation: ``at`` holds a parameter's value in each row ``[rows]``, ``outcome`` the row's objective
in USD, infinite where a training gave no result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from scipy.stats import hypergeom, mannwhitneyu

from dctaxi.analysis.importance.ped_anova import TARGET_QUANTILE
from dctaxi.analysis.statistics.comparison import ENOUGH
from dctaxi.analysis.statistics.order_statistics import expected_best
from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import row_of
from dctaxi.space import (
    Choices,
    Dimension,
    FloatRange,
    IntRange,
    among,
    between,
    describe_dimension,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANCE = 0.001
"""A finding is reported only if chance alone gives it in fewer cases; a space has some 20 tests."""

MIN_ROWS = 50
"""Fewer rows have fewer than five best ones."""

BEST = TARGET_QUANTILE
"""The best rows are this share of all, as in PED-ANOVA."""

EDGE = 0.1
"""An end of a range is this share of it in its own scale, and at least one value."""

PILED_UP = 3.0
"""Best rows pile up at an end if there are so many times as many as an even spread would give."""

GOOD = 0.2
"""A region is never good if none of this share of the rows, the best ones, lies in it."""

_TRIES = 100
"""The best of so many random trials is told, or of a tenth as many as there are."""

_CUTS = (0.5, 0.4, 0.3, 0.2, 0.1)
"""Parts of a range that may be cut off at an end, the largest that fits."""

End = Literal["low", "high"]
_ENDS: tuple[End, ...] = ("low", "high")


AdviceKind = Literal["widen", "cut", "log on", "fix"]


class Gain(NamedTuple):
    """How much lower the trials in a part of a range lie than all of them, in USD.

    ``median`` is that of the medians, ``best`` that of the expected best of ``tries`` random ones.
    The part was chosen by these trials, which flatters it.
    """

    median: float
    best: float
    tries: int

    @property
    def sentence(self) -> str:
        """Both numbers in words."""
        return (
            f"In these trials the median there is {_change(self.median)}, the best of "
            f"{self.tries:,} {_change(self.best)}."
        )


@dataclass(frozen=True, slots=True)
class RangeAdvice:
    """What to change about one parameter, why, and the dimension that ``narrow`` takes for it.

    ``gain`` is what the trials say that it may gain, None where they say nothing of it.
    """

    parameter: str
    kind: AdviceKind
    sentence: str
    evidence: str
    dimension: Dimension
    gain: Gain | None = None


def edge_advice(
    name: str, dimension: Dimension, at: Sequence[Any], outcome: NDArray[np.float64]
) -> Iterator[RangeAdvice]:
    """Advise a wider range where the best rows pile up at an end, and are better there than all
    others and no worse than right beside it.
    """
    if not isinstance(dimension, IntRange | FloatRange) or len(at) < MIN_ROWS:
        return
    best = _lowest(outcome, BEST)
    for end in _ENDS:
        place = _places(dimension, at, end)
        at_end = place <= EDGE
        if at_end.all() or not at_end.any():
            continue
        beside = ~at_end & (place <= place[~at_end].min() + EDGE)
        piled = float(at_end[best].mean())
        even = max(EDGE, 1 / dimension.size if dimension.size else 0.0)
        median, elsewhere = np.median(outcome[at_end]), np.median(outcome[~at_end])
        chance = mannwhitneyu(
            _ranked(outcome[at_end]), _ranked(outcome[~at_end]), alternative="less"
        ).pvalue
        wider = _widened(name, dimension, end)
        if (
            piled < min(PILED_UP * even, 0.9)
            or chance >= CHANCE
            or median > np.median(outcome[beside])
            or wider is None
        ):
            continue
        yield RangeAdvice(
            name,
            "widen",
            f"The best values of {name} pile up at its {end} end: widen it to "
            f"{describe_dimension(wider)}.",
            f"{piled:.0%} of the best tenth lie where {even:.0%} would by an even spread; the "
            f"median there is {_amount(median)}, elsewhere {_amount(elsewhere)}.",
            wider,
            _gain(at_end, outcome),
        )


def region_advice(
    name: str, dimension: Dimension, at: Sequence[Any], outcome: NDArray[np.float64]
) -> Iterator[RangeAdvice]:
    """Advise to cut off what holds none of the good rows, though many were tried there."""
    if len(at) < MIN_ROWS:
        return
    good = _lowest(outcome, GOOD)
    if isinstance(dimension, Choices):
        for value in dimension.values:
            inside = np.array([one == value for one in at])
            rest = [other for other in dimension.values if other != value]
            if rest and _never(inside, good):
                yield _cut(name, among(name, rest), inside, good, outcome)
    elif isinstance(dimension, IntRange | FloatRange):
        for end in _ENDS:
            place = _places(dimension, at, end)
            for share in _CUTS:
                kept = _without(name, dimension, share, end)
                if kept is not None and _never(place <= share, good):
                    yield _cut(name, kept, place <= share, good, outcome)
                    break


def _never(inside: NDArray[np.bool_], good: NDArray[np.bool_]) -> bool:
    """Tell whether a region misses every good row, and chance would hardly leave it so."""
    if inside.all() or (inside & good).any():
        return False
    return bool(hypergeom.pmf(0, len(good), int(good.sum()), int(inside.sum())) < CHANCE)


def _cut(
    name: str,
    kept: Dimension,
    inside: NDArray[np.bool_],
    good: NDArray[np.bool_],
    outcome: NDArray[np.float64],
) -> RangeAdvice:
    return RangeAdvice(
        name,
        "cut",
        f"{name} is rarely good outside {describe_dimension(kept)}: cut the rest.",
        f"Of the {inside.sum():,} tried there none is among the best {good.sum():,} of "
        f"{len(good):,}: the best has {_amount(outcome[inside].min())}, the best of all "
        f"{_amount(outcome.min())}.",
        kept,
        _gain(~inside, outcome),
    )


def _gain(kept: NDArray[np.bool_], outcome: NDArray[np.float64]) -> Gain | None:
    """Return what the kept rows have over all; None where half of either has no result."""
    here, everywhere = outcome[kept], outcome
    median = float(np.median(everywhere) - np.median(here))
    tries = min(_TRIES, len(here) // ENOUGH)
    if not math.isfinite(median) or tries < 1:
        return None
    return Gain(median, expected_best(everywhere, tries) - expected_best(here, tries), tries)


def _change(lower: float) -> str:
    """Say by how much a number is lower, or higher."""
    if abs(lower) < 0.005:
        return "the same"
    return f"{abs(lower):.2f} USD {'lower' if lower > 0 else 'higher'}"


def _lowest(outcome: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """Return which rows are among the lowest, ties included."""
    count = max(1, round(share * len(outcome)))
    lowest: NDArray[np.bool_] = outcome <= np.partition(outcome, count - 1)[count - 1]
    return lowest


def _places(dimension: IntRange | FloatRange, at: Sequence[Any], end: End) -> NDArray[np.float64]:
    """Return how far values lie from an end of a range, from 0 to 1 in its own scale."""
    numbers = np.asarray(at, dtype=np.float64)
    low, high = float(dimension.low), float(dimension.last)
    if dimension.log:
        numbers, low, high = np.log(numbers), math.log(low), math.log(high)
    place: NDArray[np.float64] = (numbers - low) / (high - low)
    return place if end == "low" else 1 - place


def _widened(name: str, dimension: IntRange | FloatRange, end: End) -> Dimension | None:
    """Return a range that reaches half as far again beyond an end; None if it cannot."""
    low, high = float(dimension.low), float(dimension.last)
    if dimension.log:
        reach = math.sqrt(high / low)
        first, last = low / reach, high * reach
    else:
        reach = (high - low) / 2
        first, last = low - reach, high + reach
    first, last = (_round(first), high) if end == "low" else (low, _round(last))
    if isinstance(dimension, IntRange):
        first, last = math.floor(first), math.ceil(last)
    row = row_of(name)
    first, last = max(first, row.low), min(last, row.high)
    if not (row.allows(first) and row.allows(last)):
        return None
    return _range(name, dimension, first, last)


def _without(
    name: str, dimension: IntRange | FloatRange, share: float, end: End
) -> Dimension | None:
    """Return a range without a share of it at an end; None if nothing is left or cut."""
    low, high = float(dimension.low), float(dimension.last)
    part = share if end == "low" else 1 - share
    middle = low * (high / low) ** part if dimension.log else low + (high - low) * part
    if isinstance(dimension, IntRange):
        # A value exactly at the cut was counted into what is cut.
        middle = math.floor(middle) + 1 if end == "low" else math.ceil(middle) - 1
    else:
        middle = float(f"{middle:.3g}")
    return _range(name, dimension, *((middle, high) if end == "low" else (low, middle)))


def _range(
    name: str, dimension: IntRange | FloatRange, low: float, high: float
) -> Dimension | None:
    try:
        found = between(name, dimension, low, high)
    except SpaceError:
        return None
    return None if found == dimension else found


def _ranked(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return objectives whose infinities are a number above all others, for a test on ranks."""
    return np.where(np.isfinite(outcome), outcome, np.finfo(np.float64).max)


def _amount(value: float) -> str:
    return f"{value:.2f} USD" if math.isfinite(value) else "no result"


def _round(value: float) -> float:
    return float(f"{value:.2g}")
