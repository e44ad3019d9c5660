"""Fares of the training, validation and test set over one scale, each as a share of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiTables

BINS = 40


class FareSet(NamedTuple):
    """One set: how many rows, its fares, and ``[BINS]`` shares of the rows by bin."""

    name: str
    rows: int
    low: float
    mean: float
    high: float
    shares: NDArray[np.float64]


class Fares(NamedTuple):
    """The sets over the same ``[BINS + 1]`` edges in a currency."""

    edges: NDArray[np.float64]
    sets: tuple[FareSet, ...]
    currency: str


def fares_data(tables: TaxiTables) -> Fares:
    """Return the fares of every set that the tables have."""
    named = {"training": tables.train, "validation": tables.val, "test": tables.test}
    fares = {name: rows[:, 0] for name, rows in named.items() if rows is not None}
    low = min(float(f.min()) for f in fares.values())
    high = max(float(f.max()) for f in fares.values())
    edges = np.linspace(low, max(high, low + 1.0), BINS + 1)
    return Fares(
        edges,
        tuple(
            FareSet(
                name,
                len(f),
                float(f.min()),
                float(f.mean()),
                float(f.max()),
                np.histogram(f, edges)[0] / len(f),
            )
            for name, f in fares.items()
        ),
        tables.source.currency,
    )


def fares_figure(data: Fares, *, template: TemplateName) -> go.Figure:
    """Draw the sets as outlines over each other; the training set is filled."""
    look = LOOKS[template]
    colours = (look.main, look.second, look.third)
    traces = [
        go.Scatter(
            x=data.edges,
            y=np.append(one.shares, one.shares[-1]),
            name=one.name,
            mode="lines",
            line={"shape": "hv", "color": colour, "width": 2, "dash": dash},
            fill="tozeroy" if dash == "solid" else None,
            fillcolor=faded(colour, 0.18),
            hovertemplate=f"{one.name}: %{{y:.1%}} of the rows from %{{x:.2f}} "
            f"{plain(data.currency)}<extra></extra>",
        )
        for one, colour, dash in zip(data.sets, colours, ("solid", "dash", "dot"), strict=False)
    ]
    return make_figure(
        traces,
        template,
        height=340,
        xaxis={"title": {"text": f"fare ({plain(data.currency)})"}, "rangemode": "tozero"},
        yaxis={"title": {"text": "share of the set's rows"}, "tickformat": ".0%"},
    )


def fares_text(data: Fares) -> str:
    """Say in one sentence a set how many rows it has and what its fares are."""
    return " ".join(
        f"{one.name.capitalize()}: {one.low:,.2f} to {one.high:,.2f} {data.currency}, mean "
        f"{one.mean:,.2f} {data.currency} ({count_text(one.rows, 'row')})."
        for one in data.sets
    )
