"""Numbers as a reader wants them: ticks at round values, few digits, robust limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.labels import amount_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS = 6
_TAIL = 10.0
"""A largest value this many times the median calls for a log axis."""

_FAR = 1e4
"""A log axis ends at this many times the median: almost diverged, errors have a hundred digits."""

_FENCE = 3.0
"""Tukey's factor for what lies far out, times the interquartile range."""


def number_text(value: float) -> str:
    """Return a number in at most four digits: ``0.009``, ``1,500``, ``2.15B``."""
    size = abs(value)
    if not math.isfinite(value):
        return str(value)
    if size >= 1e15 or 0 < size < 1e-4:
        return f"{value:.3g}"
    for limit, suffix in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if size >= limit:
            return f"{value / limit:.3g}{suffix}"
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def usd(value: float) -> str:
    """Return an amount in USD."""
    return f"{amount_text(value)} USD"


def percent(value: float | None) -> str:
    """Return ``12.3 %`` of a number in percent, a dash where there is none."""
    return "\N{EN DASH}" if value is None or math.isnan(value) else f"{value:.1f} %"


def count_text(number: int, noun: str) -> str:
    """Return ``1 trial`` or ``1,200 trials``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def linear_ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Return about six round values from low to high, both ends inside; one if they are equal."""
    if high <= low:
        return [low]
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in _ROUND_STEPS if power * factor >= raw * (1 - 1e-9))
    if whole:
        step = max(1.0, float(math.ceil(step)))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)] or [low, high]


def log_ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Return round values from low to high for a log axis, 1-2-5 or powers of ten by its length."""
    decades = math.log10(high / low)
    if decades == 0:
        return [low]
    multiples: tuple[int, ...] = (1, 2, 3, 4, 5, 7)
    if decades > 1:
        multiples = (1, 2, 5) if decades <= 3 else (1,)
    ticks = [
        float(f"{multiple}e{exponent}")
        for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for multiple in multiples
        if low * (1 - 1e-9) <= multiple * 10.0**exponent <= high * (1 + 1e-9)
    ]
    if len(ticks) < 4 and decades <= 1:
        return linear_ticks(low, high, whole=whole)
    return ticks[:: math.ceil(len(ticks) / (2 * _TICKS))]


class Limits(NamedTuple):
    """What an axis shows of some values: its ends, whether it is log, and how many lie above."""

    low: float
    high: float
    log: bool
    above: int


def robust_limits(values: NDArray[np.float64]) -> Limits:
    """Return limits at which outliers do not flatten the rest.

    A log axis where all values are positive and the largest is ten times the median or more, up to
    10,000 times the median; else a linear one that ends at Tukey's far fence (third quartile plus
    three interquartile ranges).
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return Limits(0.0, 1.0, log=False, above=0)
    low, median, high = float(finite.min()), float(np.median(finite)), float(finite.max())
    if low > 0 and high >= _TAIL * median:
        top = min(high, _FAR * median) * 1.15
        return Limits(low / 1.15, top, log=True, above=int((finite > top).sum()))
    first, third = (float(q) for q in np.quantile(finite, [0.25, 0.75]))
    fence = third + _FENCE * (third - first)
    top = fence if third > first and high > fence else high
    room = 0.05 * (top - low) or 0.05 * abs(top) or 1.0
    return Limits(low - room, top + room, log=False, above=int((finite > top + room).sum()))


def drawn(values: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Return which of many points to draw: the best tenth and an even choice of the rest, in order.

    The best take at most half of ``limit``. Thinning is for drawing only; numbers and sentences
    use every point. NaN counts as worst.
    """
    total = len(values)
    if total <= limit:
        return np.arange(total)
    best = np.argsort(values, kind="stable")[: _best_drawn(total, limit)]
    rest = np.setdiff1d(np.arange(total), best)
    even = rest[np.linspace(0, len(rest) - 1, limit - len(best)).round().astype(np.intp)]
    return np.union1d(best, even)


def drawn_text(total: int, limit: int, noun: str) -> str:
    """Say how ``drawn`` thins that many points, with a space before; empty if it draws them all."""
    if total <= limit:
        return ""
    share = 100 * _best_drawn(total, limit) / total
    return f" {limit:,} of {total:,} {noun}s drawn, the best {share:.2g} % all of them."


def _best_drawn(total: int, limit: int) -> int:
    return min(math.ceil(total / 10), limit // 2)
