"""The map of the fare calculator: pick-ups of training trips, two ends to choose, trips near them.

It is drawn from the trips alone, so it needs no network. A click is told by the nearest of the
points of an unseen grid, which lie some hundred metres apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.data import DESTINATION, ORIGIN, haversine_miles
from dctaxi.plots.parts.city_map import city_layout, city_traces, is_washington, span_of
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID: Final = 90
"""Points of the grid from edge to edge."""

DRAWN: Final = 1_500
NEAR: Final = 5
"""Trips near the chosen one that are shown."""


class FareMap(NamedTuple):
    """Ends of training trips ``[drawn, 2]`` in degrees; the two chosen ends, None where unknown.

    ``near`` are the nearest trips ``[NEAR, columns]``, the fare first.
    """

    starts: NDArray[np.float64]
    span: tuple[float, float, float, float]
    washington: bool
    start: tuple[float, float] | None
    end: tuple[float, float] | None
    near: NDArray[np.float64]


def near_trips(
    rows: NDArray[np.float64], start: tuple[float, float], end: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the trips whose two ends are nearest to these, and how far: both ends, in miles."""
    away = _from(rows, ORIGIN, start) + _from(rows, DESTINATION, end)
    nearest = np.argsort(away, kind="stable")[:NEAR]
    return rows[nearest], away[nearest]


def _from(
    rows: NDArray[np.float64], columns: tuple[int, int], place: tuple[float, float]
) -> NDArray[np.float64]:
    latitude, longitude = np.array(place)
    return haversine_miles(rows[:, columns[0]], rows[:, columns[1]], latitude, longitude)


def fare_map_data(
    rows: NDArray[np.float64],
    start: tuple[float, float] | None,
    end: tuple[float, float] | None,
) -> FareMap:
    """Return the map of trips ``[rows, columns]`` with the ends that are chosen so far."""
    ends = np.concatenate([rows[:, list(ORIGIN)], rows[:, list(DESTINATION)]])
    near = near_trips(rows, start, end)[0] if start and end else rows[:0]
    kept = evenly(len(ends), DRAWN)
    return FareMap(
        ends[kept], span_of(ends, whole_city=False), is_washington(ends), start, end, near
    )


def fare_map_figure(data: FareMap, *, template: TemplateName) -> go.Figure:
    """Draw the trips' ends, the chosen ends, and the trips near them as thin lines."""
    look = LOOKS[template]
    traces: list[Any] = [
        go.Scatter(
            x=data.starts[:, 1],
            y=data.starts[:, 0],
            mode="markers",
            marker={"size": 4, "color": faded(look.quiet, 0.4)},
            hoverinfo="skip",
        ),
        *city_traces(look, washington=data.washington),
    ]
    traces += [
        go.Scatter(
            x=trip[[ORIGIN[1], DESTINATION[1]]],
            y=trip[[ORIGIN[0], DESTINATION[0]]],
            mode="lines",
            line={"color": faded(look.third, 0.7), "width": 1.5},
            hoverinfo="skip",
        )
        for trip in data.near
    ]
    if data.start is not None and data.end is not None:
        traces.append(
            go.Scatter(
                x=[data.start[1], data.end[1]],
                y=[data.start[0], data.end[0]],
                mode="lines",
                line={"color": look.main, "width": 3},
                hoverinfo="skip",
            )
        )
    for name, place, colour in (("A", data.start, look.main), ("B", data.end, look.second)):
        if place is not None:
            traces.append(
                go.Scatter(
                    x=[place[1]],
                    y=[place[0]],
                    mode="markers+text",
                    text=[f"<b>{name}</b>"],
                    textfont={"color": look.background, "size": 12},
                    marker={"size": 22, "color": colour},
                    hoverinfo="skip",
                )
            )
    south, north, west, east = data.span
    longitudes, latitudes = np.meshgrid(
        np.linspace(west, east, GRID), np.linspace(south, north, GRID)
    )
    traces.append(
        go.Scatter(
            x=longitudes.ravel().round(5),
            y=latitudes.ravel().round(5),
            mode="markers",
            marker={"size": 8, "color": "rgba(0,0,0,0)"},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            hovertemplate="%{y:.4f}, %{x:.4f}<extra></extra>",
        )
    )
    return make_figure(
        traces,
        template,
        height=470,
        showlegend=False,
        clickmode="event+select",
        dragmode=False,
        **city_layout(data.span, look, washington=data.washington),
    )


def fare_map_text(data: FareMap) -> str:
    """Say what the map shows and what a click does."""
    if data.start is None:
        return "Click where the trip begins: the dots are ends of training trips."
    if data.end is None:
        return "Click where the trip ends."
    return (
        f"A is where the trip begins, B where it ends; thin lines are the {len(data.near)} "
        "training trips whose ends are nearest. The next click begins a new trip."
    )
