"""Searches of some ranges beside those of the whole space: best so far, and what they end with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.analysis.statistics import median_estimate
from dctaxi.plots.parts.numbers import Limits, robust_limits
from dctaxi.plots.parts.objective import objective_axis
from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Plot
from dctaxi.searches import curves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dctaxi.searches import Searches

_FIRST_SHOWN = 3
"""The first trials are far above the rest; the axis begins where there is something to compare."""

SEARCHES_PLOT = Plot(
    name="searches",
    title="What would a search find here?",
    question="Whole studies in place of single trainings: the best so far after each trial, judged "
    "on held-out rows. The line is the median over the searches, in its 95 % interval "
    "after that many trials; the points are what each search ends with.",
)


class SearchLine(NamedTuple):
    """Searches of one space: ``median``, ``low`` and ``high`` ``[trials]``, ``ends`` ``[searches]``
    in USD; NaN before the first result.
    """

    name: str
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    ends: NDArray[np.float64]


class SearchesData(NamedTuple):
    """What the figure draws, a line for each space."""

    lines: tuple[SearchLine, ...]
    limits: Limits


def searches_data(found: Sequence[tuple[str, Searches]]) -> SearchesData:
    """Return the lines of some populations of searches under their names."""
    lines = tuple(_line(name, searches) for name, searches in found)
    seen = np.concatenate([
        np.empty(0),
        *(part[_FIRST_SHOWN:] for line in lines for part in (line.low, line.median, line.high)),
        *(line.ends for line in lines),
    ])  # fmt: skip
    return SearchesData(lines, robust_limits(seen[np.isfinite(seen)]))


def searches_figure(data: SearchesData, *, template: TemplateName) -> go.Figure:
    """Draw the medians in their bands, and beside them the ends as points."""
    if not any(np.isfinite(line.median).any() for line in data.lines):
        return empty_figure("No search has ended yet.", template)
    look = LOOKS[template]
    traces: list[Any] = []
    for place, (line, colour) in enumerate(zip(data.lines, (look.main, look.quiet), strict=False)):
        known = np.flatnonzero(np.isfinite(line.median))
        banded = np.flatnonzero(np.isfinite(line.low))
        traces += [
            go.Scatter(
                x=np.concatenate([banded + 1, banded[::-1] + 1]),
                y=np.concatenate([line.high[banded], line.low[banded][::-1]]),
                fill="toself",
                fillcolor=faded(colour, 0.15),
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
                legendgroup=line.name,
            ),
            go.Scatter(
                x=known + 1,
                y=line.median[known],
                mode="lines",
                name=line.name,
                legendgroup=line.name,
                line={"color": colour, "width": 2.5, "dash": "dash" if place else "solid"},
                hovertemplate=f"{line.name}: %{{y:,.3f}} USD after %{{x}} trials<extra></extra>",
            ),
            go.Box(
                y=line.ends[np.isfinite(line.ends)],
                x0=line.name,
                xaxis="x2",
                name=line.name,
                legendgroup=line.name,
                showlegend=False,
                boxpoints="all",
                jitter=0.6,
                pointpos=0,
                marker={"color": faded(colour, 0.7), "size": 5},
                line={"color": colour, "width": 1},
                fillcolor=faded(colour, 0.08),
                hovertemplate=f"a search of {line.name}: %{{y:,.3f}} USD<extra></extra>",
            ),
        ]
    trials = len(data.lines[0].median)
    return make_figure(
        traces,
        template,
        height=400,
        xaxis={"title": {"text": "trials"}, "range": [0.5, trials + 0.5], "domain": [0.0, 0.7]},
        xaxis2={"title": {"text": "ends"}, "domain": [0.76, 1.0], "showticklabels": False},
        yaxis=objective_axis(data.limits, "best so far on held-back rows (USD)"),
    )


def _line(name: str, searches: Searches) -> SearchLine:
    lines = curves(searches)
    found = lines[np.isfinite(lines[:, -1])]
    trials = searches.plan.n_trials
    median, low, high = np.full((3, trials), np.nan)
    for trial in range(trials):
        there = found[:, trial]
        # Who has no result yet counts as worse than every other.
        if np.isfinite(there).sum() > len(there) / 2:
            median[trial], *ends = median_estimate(there)
            if np.isfinite(ends).all():  # else too few for a band
                low[trial], high[trial] = ends
    return SearchLine(name, median, low, high, lines[:, -1])
