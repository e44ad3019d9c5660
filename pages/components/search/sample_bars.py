"""What samples of one dimension look like: a bar for each stretch of a range, or each choice."""

from __future__ import annotations

import itertools
from html import escape
from typing import NamedTuple

import numpy as np
import streamlit as st

from dctaxi import glossary
from dctaxi.plots.learn.decades import DECADES
from dctaxi.space import (
    SAMPLES,
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    describe_value,
    even_points,
)
from pages.components.shared.plain import Plain

_MOST_BARS = 5
"""Values or choices that have a bar each."""

_STRETCHES = 12
_WIDE = 10
"""How many times its low the high of a range is before it is drawn in log scale."""

_HELP = DECADES.question


class Bar(NamedTuple):
    """One bar of the picture: its label, and how many of the samples it stands for.

    ``width`` is its stretch by that of its neighbours: whole numbers leave some a little wider.
    """

    label: str
    samples: int
    width: float = 1.0

    @property
    def height(self) -> float:
        """Samples by width, so that bars of a uniform range are equally high."""
        return self.samples / self.width


def show(dimension: Dimension) -> None:
    """Draw how 300 samples of a dimension spread, with the numbers beside the bars."""
    if isinstance(dimension, Fixed):
        st.caption(f"Always {Plain(describe_value(dimension.value))}.")
    else:
        st.html(_picture(bars_of(dimension)))


def bars_of(dimension: IntRange | FloatRange | Choices) -> tuple[Bar, ...]:
    """Return the bars of a list by choice, and of a range by equal stretches, lowest first.

    Over more than an order of magnitude the stretches are equal in log scale. A range of few values
    has a bar for each; of many choices the last go together.
    """
    if isinstance(dimension, Choices):
        return _by_choice(dimension)
    if dimension.size is not None and dimension.size <= _MOST_BARS:
        values, counts = np.unique(even_points(dimension), return_counts=True)
        return tuple(Bar(f"{v:g}", int(n)) for v, n in zip(values, counts, strict=True))
    return _by_stretch(dimension)


def _by_choice(choices: Choices) -> tuple[Bar, ...]:
    shares = _even_shares(choices.size)
    bars = [Bar(describe_value(v), n) for v, n in zip(choices.values, shares, strict=True)]
    if len(bars) <= _MOST_BARS:
        return tuple(bars)
    rest = bars[_MOST_BARS - 1 :]
    others = Bar(f"{len(rest)} others", sum(bar.samples for bar in rest))
    return (*bars[: _MOST_BARS - 1], others)


def _by_stretch(dimension: IntRange | FloatRange) -> tuple[Bar, ...]:
    low, high = dimension.low, dimension.last
    wide = 0 < low < high / _WIDE
    edges = (np.geomspace if wide else np.linspace)(low, high, _STRETCHES + 1)
    edges[0], edges[-1] = low, high  # which the logarithm may miss by a last bit
    if isinstance(dimension, FloatRange):
        counts, _ = np.histogram(even_points(dimension), edges)
        ends, widths = list(itertools.pairwise(edges)), np.ones(_STRETCHES)
    else:
        edges = np.unique(np.round(edges))
        counts, _ = np.histogram(even_points(dimension), edges)
        ends = [*zip(edges[:-1], edges[1:] - 1, strict=True)]
        ends[-1] = (ends[-1][0], float(high))
        around = np.add(ends, (-0.5, 0.5))  # a whole number stands for what rounds to it
        widths = np.diff(np.log(around) if wide else around).ravel()
        widths /= widths.mean()
    return tuple(
        Bar(_stretch(start, end), int(count), float(width))
        for (start, end), count, width in zip(ends, counts, widths, strict=True)
    )


def _even_shares(count: int) -> list[int]:
    return [SAMPLES * (place + 1) // count - SAMPLES * place // count for place in range(count)]


def _stretch(start: float, end: float) -> str:
    return _short(start) if start == end else f"{_short(start)} to {_short(end)}"


def _short(value: float) -> str:
    """Return a number in few letters: 0.009, 50, 12k, 2.15G."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:.3g}" if value < 1e3 else f"{value:.0f}"


def _picture(bars: tuple[Bar, ...]) -> str:
    """Return the bars as HTML in the page's own colours; a list to screen readers."""
    most = max(bar.height for bar in bars)
    columns = "".join(
        f'<div role="listitem" aria-label="{escape(_counted(bar))}" title="{escape(_counted(bar))}"'
        ' style="flex:1;height:100%;display:flex;align-items:flex-end;justify-content:center">'
        '<div style="width:100%;max-width:1.6rem;min-height:1px;border-radius:.15rem .15rem 0 0;'
        f'background:currentColor;opacity:.4;height:{bar.height / most:.1%}"></div></div>'
        for bar in bars
    )
    link = (
        f'<a href="glossary?term={glossary.plot_term(DECADES.name)}" target="_blank" '
        f'title="{escape(_HELP)}" style="color:inherit">{SAMPLES} samples</a>'
    )
    if any(" " in bar.label for bar in bars):  # too long to stand below each of them
        first, last = bars[0].label.split(" to ")[0], bars[-1].label.split(" to ")[-1]
        below = _line(escape(first), link, escape(last))
    else:
        below = _line(*(escape(bar.label) for bar in bars)) + _line(link)
    return (
        '<div style="font-size:.75rem;line-height:1.4;font-variant-numeric:tabular-nums;'
        f'opacity:.85"><div role="list" aria-label="{SAMPLES} samples" style="display:flex;'
        f'align-items:flex-end;gap:2px;height:1.75rem">{columns}</div>{below}</div>'
    )


def _line(*cells: str) -> str:
    spans = (f'<span style="flex:1;text-align:center;white-space:nowrap">{c}</span>' for c in cells)
    return f'<div style="display:flex;gap:2px">{"".join(spans)}</div>'


def _counted(bar: Bar) -> str:
    return f"{bar.label}: {bar.samples}"
