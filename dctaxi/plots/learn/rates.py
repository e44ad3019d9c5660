"""Learning rates as two scales drew them, and what each of them scored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import Limits, log_ticks, number_text, robust_limits
from dctaxi.plots.parts.objective import objective_axis
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure, series_style
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BEST = 0.1
"""The good rates are those of this share of all trainings, their lowest and highest tenth aside."""

_MIDDLE = (0.1, 0.9)
_FEWEST_BEST = 5
_FAR = 100.0
"""So many times the best objective is far enough up: what lies above is drawn at the edge."""

_SYMBOLS = ("circle", "diamond")

RATES = Plot(
    name="rates",
    title="Learning rates and what they scored",
    question="A point for each network: the learning rate that was drawn for it and the objective "
    "that came of it. The band is where the rates of the best tenth lie; a scale that seldom "
    "draws there seldom finds a good network.",
)


class Draws(NamedTuple):
    """One population: learning rates and objectives in USD ``[members]``, NaN without a result."""

    name: str
    rates: NDArray[np.float64]
    values: NDArray[np.float64]

    def within(self, low: float, high: float) -> int:
        """Return how many rates lie from low to high."""
        return int(((self.rates >= low) & (self.rates <= high)).sum())


class Rates(NamedTuple):
    """Populations over one axis of learning rates.

    ``good`` is where the rates of the best tenth lie, None where too few have a result. ``limits``
    are those of the objectives.
    """

    draws: tuple[Draws, ...]
    good: tuple[float, float] | None
    limits: Limits


def rates_data(populations: Sequence[tuple[str, ArrayLike, ArrayLike]]) -> Rates:
    """Return what is to draw of named populations: their rates and objectives."""
    draws = tuple(
        Draws(name, np.asarray(rates, dtype=np.float64), np.asarray(values, dtype=np.float64))
        for name, rates, values in populations
    )
    rates = np.concatenate([one.rates for one in draws])
    values = np.concatenate([one.values for one in draws])
    return Rates(draws, _good(rates, values), _limits(values))


def rates_figure(data: Rates, *, template: TemplateName) -> go.Figure:
    """Draw a point for each training; the band holds the good rates."""
    look = LOOKS[template]
    log = math.log10
    rates = np.concatenate([one.rates for one in data.draws])
    ticks = log_ticks(float(rates.min()), float(rates.max()))
    traces = []
    for place, one in enumerate(data.draws):
        inside = one.values <= data.limits.high
        for shown, values, symbol in (
            (inside, one.values, _SYMBOLS[place % 2]),
            (~inside, np.full(len(one.values), data.limits.high), "triangle-up"),
        ):
            traces.append(
                go.Scatter(
                    x=one.rates[shown],
                    y=values[shown],
                    customdata=_texts(one.values[shown]),
                    mode="markers",
                    name=one.name,
                    showlegend=shown is inside,
                    cliponaxis=False,
                    marker={
                        "color": faded(series_style(place, look)[0], 0.75),
                        "size": 7,
                        "symbol": symbol,
                    },
                    hovertemplate=f"{one.name}, rate %{{x:.3g}}: %{{customdata}}<extra></extra>",
                )
            )
    figure = make_figure(
        traces,
        template,
        height=360,
        showlegend=True,
        xaxis={
            "title": {"text": "learning rate"},
            "type": "log",
            "tickvals": ticks,
            "ticktext": [number_text(tick) for tick in ticks],
            "range": [log(rates.min()) - 0.05, log(rates.max()) + 0.05],
        },
        yaxis=objective_axis(data.limits),
    )
    if data.good is not None:
        low, high = data.good
        figure.add_vrect(
            x0=low, x1=high, fillcolor=faded(look.quiet, 0.18), line_width=0, layer="below"
        )
    return figure


def rates_text(data: Rates) -> str:
    """Say where the good rates lie, and how many of each population's draws fell there."""
    total = sum(len(one.rates) for one in data.draws)
    above = sum(int((~(one.values <= data.limits.high)).sum()) for one in data.draws)
    beyond = (
        f" Triangles at the upper edge: {above:,} with more than "
        f"{number_text(float(f'{data.limits.high:.2g}'))} USD or no result."
        if above
        else ""
    )
    if data.good is None:
        return (
            f"Too few of the {total:,} trainings have a result to say which rates are good.{beyond}"
        )
    low, high = data.good
    hits = ", ".join(
        f"{one.within(low, high):,} of {len(one.rates):,} drawn {one.name}" for one in data.draws
    )
    return (
        f"The best {BEST:.0%} of all {total:,} networks have rates of about {_short(low)} to "
        f"{_short(high)}, the grey band. There lie {hits}.{beyond}"
    )


def _good(rates: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[float, float] | None:
    finite = np.flatnonzero(np.isfinite(values))
    best = finite[np.argsort(values[finite], kind="stable")[: round(BEST * len(values))]]
    if len(best) < _FEWEST_BEST:
        return None
    low, high = np.quantile(rates[best], _MIDDLE)
    return float(low), float(high)


def _limits(values: NDArray[np.float64]) -> Limits:
    """Return robust limits, but never so far up that all the good ones lie in one line."""
    limits = robust_limits(values)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return limits
    far = _FAR * float(finite.min())
    return limits._replace(high=far) if limits.high > far else limits


def _texts(values: NDArray[np.float64]) -> list[str]:
    return [
        f"{number_text(float(f'{value:.4g}'))} USD" if np.isfinite(value) else "no result"
        for value in values
    ]


def _short(value: float) -> str:
    return number_text(float(f"{value:.2g}"))
