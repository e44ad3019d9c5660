"""The picture of one choice of TPE: densities, the trials as they came, the ratio at the foot.

The axes stay where they are from trial to trial, so that only what changes moves.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.numbers import usd
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.points import spread
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.plots.learn.tpe import Choice, Half, Tpe
    from dctaxi.plots.parts.template import Look

HEIGHT = 560

_DENSITY, _TRIALS, _RATIO = (0.64, 1.0), (0.3, 0.6), (0.0, 0.26)
"""Where the three parts stand, as shares of the height."""

_DENSITY_TOP = 2.5
_PROBABILITY_TOP = 4.0
_RATIO_DECADES = 1
_MOST_DECADES = 3
"""More of them stand in steps of several, so that their numbers do not touch."""

_RATIO_ROOM = 0.1
"""Share of the ratio's axis that is kept free at both ends, for the star has a size."""


def tpe_figure(data: Tpe, *, kernels: bool, template: TemplateName) -> go.Figure:
    """Draw a choice; ``kernels`` adds one thin line for each trial's kernel and a dotted prior."""
    look, choice = LOOKS[template], data.choice
    if choice is None:
        figure = empty_figure(
            "No choice of TPE here: the sentence below the picture says why.", template
        )
        return figure.update_layout(height=HEIGHT)
    spread = bool(data.listed)
    traces: list[Any] = []
    for half, name, colour in (
        (choice.bad, "bad trials", look.third),
        (choice.good, "good trials", look.main),
    ):
        traces += _bars(data, half, name, colour) if spread else _curve(choice, half, name, colour)
        if kernels and not spread:
            traces += _kernels(choice, half, colour)
    traces += _trials(data, choice, look)
    traces += _ratio(data, choice, look)
    low, high = _ratio_range(choice)
    return make_figure(
        traces,
        template,
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        bargap=0.35,
        xaxis={**_across(data, choice), "anchor": "y3"},
        yaxis={
            "domain": _DENSITY,
            "range": _density_range(data, choice),
            "title": {"text": "probability" if spread else "density"},
        },
        yaxis2={
            "domain": _TRIALS,
            "range": [-0.04 * data.last - 1, 1.04 * data.last + 1],
            "title": {"text": "trial"},
            "nticks": 4,
            "fixedrange": True,
        },
        yaxis3={
            "domain": _RATIO,
            "type": "log",
            "range": [low, high],
            "dtick": max(1, math.ceil((high - low) / _MOST_DECADES)),
            "title": {"text": "good / bad"},
        },
        shapes=[_even(look)],
        legend={"orientation": "h", "x": 0, "y": -0.18, "yanchor": "top"},
    )


def _curve(choice: Choice, half: Half, name: str, colour: str) -> list[Any]:
    return [
        go.Scatter(
            x=choice.grid,
            y=half.curve,
            mode="lines",
            name=name,
            line={"color": colour, "width": 2.5},
            fill="tozeroy",
            fillcolor=faded(colour, 0.12),
            hovertemplate=f"{name}: %{{y:.2f}} times an even density<extra></extra>",
        )
    ]


def _bars(data: Tpe, half: Half, name: str, colour: str) -> list[Any]:
    is_good = name.startswith("good")
    return [
        go.Bar(
            x=np.arange(len(data.listed)),
            y=half.curve,
            name=name,
            offsetgroup=name,
            marker={
                "color": faded(colour, 0.75),
                "pattern": {"shape": "" if is_good else "/", "fgcolor": colour},
            },
            hovertemplate=f"{name}: %{{y:.1%}}<extra></extra>",
        )
    ]


def _kernels(choice: Choice, half: Half, colour: str) -> list[Any]:
    """Return all kernels of a half as one line with gaps, and the prior dotted."""
    gap = np.append(choice.grid, np.nan)
    own = half.kernels[:-1]
    shared: dict[str, Any] = {"mode": "lines", "showlegend": False, "hoverinfo": "skip"}
    return [
        go.Scatter(
            x=np.tile(gap, len(own)),
            y=np.column_stack([own, np.full(len(own), np.nan)]).ravel(),
            line={"color": faded(colour, 0.7), "width": 1},
            **shared,
        ),
        go.Scatter(
            x=choice.grid,
            y=half.kernels[-1],
            line={"color": colour, "width": 1.5, "dash": "dot"},
            **shared,
        ),
    ]


def _trials(data: Tpe, choice: Choice, look: Look) -> list[Any]:
    good, bad = choice.good, choice.bad
    running = np.array(bad.running, dtype=bool)
    every = np.ones(len(good.trials), dtype=bool)
    return [
        _points(data, good, every, {"symbol": "triangle-up", "color": look.main}),
        _points(data, bad, ~running, {"symbol": "x-thin", "color": look.third}),
        _points(data, bad, running, {"symbol": "circle-open", "color": look.third}),
    ]


def _points(data: Tpe, half: Half, kept: NDArray[np.bool_], marker: dict[str, Any]) -> go.Scatter:
    numbers = np.array(half.trials, dtype=np.int64)[kept]
    running = {n for n, runs in zip(half.trials, half.running, strict=True) if runs}
    results = [usd(data.values[n]) if n not in running else "no result yet" for n in numbers]
    return go.Scatter(
        x=_apart(half.spots, data)[kept],
        y=numbers,
        yaxis="y2",
        text=[f"trial {n}: {result}" for n, result in zip(numbers, results, strict=True)],
        mode="markers",
        showlegend=False,
        marker={"size": 9, "line": {"color": marker["color"], "width": 2}, **marker},
        hovertemplate="%{text}<extra></extra>",
    )


def _ratio(data: Tpe, choice: Choice, look: Look) -> list[Any]:
    alone = data.together == 1
    name = "good / bad" if alone else "good / bad of one alone"
    line: dict[str, Any] = {"color": look.second, "width": 2, "dash": "solid" if alone else "dash"}
    chosen, x = choice.chosen, _apart(choice.candidates, data)
    judged = "" if alone else f" of all {data.together} parameters"
    return [
        go.Scatter(
            x=choice.grid,
            y=choice.ratio,
            yaxis="y3",
            mode="markers" if data.listed else "lines",
            name=name,
            line=line,
            marker={"symbol": "line-ew", "size": 26, "line": {"color": look.second, "width": 2.5}},
            hovertemplate=f"{name}: %{{y:.3g}}<extra></extra>",
        ),
        go.Scatter(
            x=x,
            y=choice.scores,
            yaxis="y3",
            mode="markers",
            name="candidate",
            marker={"symbol": "circle-open", "size": 7, "color": look.text},
            hovertemplate=f"candidate: good / bad{judged} %{{y:.3g}}<extra></extra>",
        ),
        go.Scatter(
            x=x[chosen : chosen + 1],
            y=choice.scores[chosen : chosen + 1],
            yaxis="y3",
            mode="markers",
            name=f"chosen: {plain(data.shown)}",
            marker={"symbol": "star", "size": 15, "color": look.failed},
            hovertemplate=f"chosen: {plain(data.shown)}, ratio{judged} %{{y:.3g}}<extra></extra>",
        ),
    ]


def _apart(places: NDArray[np.float64], data: Tpe) -> NDArray[np.float64]:
    return spread(places, np.arange(len(places))) if data.listed else places


def _across(data: Tpe, choice: Choice) -> dict[str, Any]:
    """Return the axis of the parameter, the same for every trial."""
    if data.listed:
        return {
            "title": {"text": plain(data.parameter.name)},
            "range": [-0.6, len(data.listed) - 0.4],
            "tickvals": list(range(len(data.listed))),
            "ticktext": list(map(plain, data.listed)),
            "showgrid": False,
        }
    axis = axis_of(data.parameter, pd.Series([], dtype="float64"))
    ends = choice.grid[[0, -1]]
    low, high = np.log10(ends) if axis.log else ends
    room = 0.02 * (high - low)
    return axis.layout(np.array([low - room, high + room]))


def _density_range(data: Tpe, choice: Choice) -> list[float]:
    """Return a range that is the same until a density leaves it."""
    top = max(float(choice.good.curve.max()), float(choice.bad.curve.max()))
    if data.listed:
        usual = min(1.0, _PROBABILITY_TOP / len(data.listed))
        return [0.0, usual if top <= usual else 1.0]
    return [0.0, _DENSITY_TOP if top <= _DENSITY_TOP else 1.05 * top]


def _ratio_range(choice: Choice) -> list[float]:
    """Return whole powers of ten on both sides of 1, as many as are needed and seldom others."""
    seen = np.log10(np.concatenate([choice.ratio, choice.scores]))
    low, high = min(-_RATIO_DECADES, seen.min()), max(_RATIO_DECADES, seen.max())
    low, high = float(np.floor(low)), float(np.ceil(high))
    room = _RATIO_ROOM * (high - low)
    return [low - room, high + room]


def _even(look: Look) -> dict[str, Any]:
    """Return the line at which both densities are the same."""
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y3", "y0": 1, "y1": 1,
        "line": {"color": look.quiet, "width": 1, "dash": "dot"},
    }  # fmt: skip
