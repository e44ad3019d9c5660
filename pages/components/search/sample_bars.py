"""What samples of one dimension look like: a bar per order of magnitude, stretch or choice."""

from __future__ import annotations

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
    samples_per_decade,
)
from pages.components.shared.plain import Plain

_MOST_BARS = 5
_HELP = DECADES.question


class Bar(NamedTuple):
    """One line of the picture: its label and how many of the samples it stands for."""

    label: str
    samples: int


def show(dimension: Dimension) -> None:
    """Draw how 300 samples of a dimension spread, with the numbers beside the bars."""
    if isinstance(dimension, Fixed):
        st.caption(f"Always {Plain(describe_value(dimension.value))}: no trial is asked.")
    else:
        st.html(_picture(bars_of(dimension)))


def bars_of(dimension: IntRange | FloatRange | Choices) -> tuple[Bar, ...]:
    """Return the bars of a range by order of magnitude, of a list by choice, lowest first.

    A range within one order of magnitude has a bar for each fifth of it, one of few values a bar
    for each. What does not fit goes together: the lowest orders of magnitude, or the last choices.
    """
    if isinstance(dimension, Choices):
        return _by_choice(dimension)
    if dimension.size is not None and dimension.size <= _MOST_BARS:
        values, counts = np.unique(even_points(dimension), return_counts=True)
        return tuple(Bar(f"{v:g}", int(n)) for v, n in zip(values, counts, strict=True))
    return _by_decade(dimension)


def _by_choice(choices: Choices) -> tuple[Bar, ...]:
    shares = _even_shares(choices.size)
    bars = [Bar(describe_value(v), n) for v, n in zip(choices.values, shares, strict=True)]
    if len(bars) <= _MOST_BARS:
        return tuple(bars)
    rest = bars[_MOST_BARS - 1 :]
    others = Bar(f"{len(rest)} others", sum(bar.samples for bar in rest))
    return (*bars[: _MOST_BARS - 1], others)


def _by_decade(dimension: IntRange | FloatRange) -> tuple[Bar, ...]:
    decades = samples_per_decade(dimension)
    if sum(decade.points > 0 for decade in decades) == 1:
        return _by_width(dimension)
    kept = decades[-(_MOST_BARS - 1) :] if len(decades) > _MOST_BARS else decades
    bars = [Bar(_decade_label(d.low, d.high), d.points) for d in kept]
    if len(kept) < len(decades):
        below = sum(d.points for d in decades[: -len(kept)])
        bars.insert(0, Bar(f"below {_short(kept[0].low)}", below))
    return tuple(bars)


def _by_width(dimension: IntRange | FloatRange) -> tuple[Bar, ...]:
    """Return the bars of a range within one order of magnitude: equal stretches of the range."""
    points = even_points(dimension)
    edges = np.linspace(dimension.low, dimension.last, _MOST_BARS + 1)
    if isinstance(dimension, IntRange):
        edges = np.unique(np.round(edges))
    counts, _ = np.histogram(points, edges)
    return tuple(
        Bar(f"{low:.3g} to {high:.3g}", int(count))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    )


def _even_shares(count: int) -> list[int]:
    return [SAMPLES * (place + 1) // count - SAMPLES * place // count for place in range(count)]


def _decade_label(low: float, high: float) -> str:
    return f"{_short(low)} to {_short(high)}" if low else f"below {_short(high)}"


def _short(value: float) -> str:
    """Return a power of ten in few letters: 0.001, 100, 10k, 1M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):g}{letter}"
    return f"{value:g}"


def _picture(bars: tuple[Bar, ...]) -> str:
    """Return the bars as HTML in the page's own colours; a list to screen readers."""
    most = max(bar.samples for bar in bars)
    rows = "".join(
        '<div role="listitem" style="display:contents">'
        f'<span style="white-space:nowrap">{escape(bar.label)}</span>'
        '<span aria-hidden="true" style="align-self:center;height:.5rem;border-radius:.25rem;'
        f'background:currentColor;opacity:.55;width:{bar.samples / most:.1%}"></span>'
        f'<span style="text-align:right">{bar.samples}</span></div>'
        for bar in bars
    )
    head = (
        f'<a href="glossary?term={glossary.plot_term(DECADES.name)}" target="_blank" '
        f'title="{escape(_HELP)}" style="grid-column:1/-1;color:inherit">{SAMPLES} samples</a>'
    )
    return (
        f'<div role="list" aria-label="{SAMPLES} samples" style="display:grid;'
        "grid-template-columns:max-content 1fr max-content;gap:.15rem .6rem;font-size:.8rem;"
        f'font-variant-numeric:tabular-nums;opacity:.85">{head}{rows}</div>'
    )
