"""Best so far of several searches: against trials or seconds, with bands over repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis.statistics import best_so_far
from dctaxi.analysis.statistics.best_so_far import BestBand
from dctaxi.plots.parts.numbers import Limits, robust_limits, usd
from dctaxi.plots.parts.objective import axis_notes, objective_axis
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import (
    LOOKS,
    TemplateName,
    empty_figure,
    faded,
    make_figure,
    series_style,
)
from dctaxi.plots.view import Search, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

Across = Literal["trials", "seconds"]

_FIRST_SHOWN = 3
"""The first bests are far above the rest; the axis begins where there is something to compare."""


class Progress(NamedTuple):
    """Bands at the places where they change, and the axis of objectives."""

    bands: tuple[BestBand, ...]
    across: Across
    limits: Limits


def progress_data(bands: Sequence[BestBand], across: Across) -> Progress:
    """Return what to draw of some bands.

    The axis holds their levels, however long each lasts: a best that stays would else be all there
    is to see.
    """
    late = [
        part[min(_FIRST_SHOWN, max(0, len(part) - 1)) :]
        for band in bands
        for part in (band.median, band.low, band.high)
    ]
    levels = np.unique(np.concatenate([np.empty(0), *late]))
    return Progress(
        tuple(_changes(band) for band in bands), across, robust_limits(levels[np.isfinite(levels)])
    )


def progress_figure(data: Progress, *, template: TemplateName) -> go.Figure:
    """Draw the medians as steps, and around those of repeats the band from lowest to highest."""
    if not any(np.isfinite(band.median).any() for band in data.bands):
        return empty_figure("No trial has a result yet.", template)
    look = LOOKS[template]
    traces: list[Any] = []
    for place, band in enumerate(data.bands):
        traces += _traces(band, *series_style(place, look), data)
    title = "trials" if data.across == "trials" else "seconds of training, pauses left out"
    return make_figure(
        traces,
        template,
        height=420,
        xaxis={"title": {"text": title}, "rangemode": "tozero"},
        yaxis=objective_axis(data.limits, "best objective so far (USD)"),
    )


def progress_text(data: Progress) -> str:
    """Say where each search stands at its end, and which stands lowest at the last common place."""
    there = [band for band in data.bands if np.isfinite(band.median).any()]
    if not there:
        return "No trial has a result yet."
    unit = "trials" if data.across == "trials" else "s"
    ends = "; ".join(
        f"{band.name} {usd(float(band.median[-1]))} after {_amount(float(band.x[-1]), unit)}"
        for band in there
    )
    sentence = f"Best at the end: {ends}."
    common = min(float(band.x[-1]) for band in there)
    if any(band.x[-1] > common for band in there):
        lowest = min(_median_at(band, common) for band in there)
        first = [band.name for band in there if _median_at(band, common) == lowest]
        stood = "stood lowest" if len(first) == 1 else "tied"
        sentence += f" After {_amount(common, unit)} {' and '.join(first)} {stood}."
    if any(band.runs > 1 for band in there):
        sentence += " Lines are medians of repeats, bands reach from the lowest to the highest."
    return sentence + axis_notes(data.limits, "levels")


def _median_at(band: BestBand, x: float) -> float:
    reached = np.flatnonzero(band.x <= x)
    return float(band.median[reached[-1]]) if len(reached) else float("inf")


def _amount(x: float, unit: str) -> str:
    return f"{x:,.0f} {unit}" if unit == "trials" else f"{x:,.3g} {unit}"


def _changes(band: BestBand) -> BestBand:
    """Keep the first and the last place, and those where something changes."""
    if len(band.x) < 3:
        return band
    parts = np.array([band.median, band.low, band.high])
    changed = (parts[:, 1:] != parts[:, :-1]).any(axis=0)
    kept: NDArray[np.bool_] = np.concatenate([[True], changed])
    kept[-1] = True
    return band._replace(
        x=band.x[kept], median=band.median[kept], low=band.low[kept], high=band.high[kept]
    )


def _traces(band: BestBand, colour: str, dash: str, data: Progress) -> list[go.Scatter]:
    shown = np.isfinite(band.high)
    step = {"shape": "hv", "width": 0}
    unit = "trials" if data.across == "trials" else "s"
    edges = [
        go.Scatter(
            x=band.x[shown],
            y=edge[shown],
            mode="lines",
            line=step,
            fill=fill,
            fillcolor=faded(colour, 0.15),
            hoverinfo="skip",
            showlegend=False,
            legendgroup=plain(band.name),
        )
        for edge, fill in ((band.low, None), (band.high, "tonexty"))
        if band.runs > 1
    ]
    known = np.isfinite(band.median)
    line = go.Scatter(
        x=band.x[known],
        y=band.median[known],
        mode="lines",
        name=plain(band.name),
        legendgroup=plain(band.name),
        line={"color": colour, "dash": dash, "width": 2.5, "shape": "hv"},
        hovertemplate=f"{plain(band.name)}: %{{y:,.2f}} USD after "
        f"%{{x:,.4g}} {unit}<extra></extra>",
    )
    return [*edges, line]


def _of_searches(searches: Sequence[Search], across: Across = "trials") -> Progress:
    curve = best_so_far.best_by_trial if across == "trials" else best_so_far.best_by_second
    bands = [
        best_so_far.band(search.name, [curve(trials) for trials in search.runs])
        for search in searches
    ]
    return progress_data(bands, across)


def _changes_of_bests(_searches: Sequence[Search], data: Progress) -> pd.DataFrame:
    """Return a row for every change of a search's best."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "search": band.name,
                    data.across: band.x,
                    "best so far, USD": band.median,
                    "lowest": band.low,
                    "highest": band.high,
                }
            )
            for band in data.bands
        ],
        ignore_index=True,
    )


PROGRESS = View(
    name="progress",
    title="Best so far",
    question="Which search got further, with as many trials and in as much time? The best "
    "objective so far; studies that differ only in their sampler's seed are repeats of one "
    "search, drawn as their median and a band from the lowest to the highest.",
    data=_of_searches,
    figure=progress_figure,
    sentence=progress_text,
    table=_changes_of_bests,
)
