"""Where trips begin and end, on a map that needs no network: the District's outline and points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.data import DESTINATION, ORIGIN
from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWN_TRIPS = 2_000
"""More trips than this only darken what is dark already."""

DISTRICT = (
    (38.9958, -77.0410), (38.8929, -76.9094), (38.7916, -77.0390), (38.8400, -77.0400),
    (38.8600, -77.0370), (38.8740, -77.0440), (38.8850, -77.0570), (38.8960, -77.0640),
    (38.9022, -77.0698), (38.9130, -77.0960), (38.9343, -77.1198), (38.9958, -77.0410),
)  # fmt: skip
"""Outline of Washington, DC, (latitude, longitude) in degrees: its corner stones, and the Virginia
shore of the Potomac to a few hundred metres. Enough to know one's way about."""

LANDMARKS = {
    "White House": (38.8977, -77.0365, -70, 40),
    "Capitol": (38.8899, -77.0091, 60, 35),
    "Union Station": (38.8973, -77.0063, 75, -30),
    "Georgetown": (38.9076, -77.0723, -60, -25),
    "Reagan Airport": (38.8512, -77.0402, -60, 20),
}
"""Latitude and longitude in degrees; where the name stands from there, in pixels right and down."""


class Trips(NamedTuple):
    """Ends of trips, ``[drawn, 2]`` as (latitude, longitude) in degrees.

    ``total`` trips are in the set, ``inside`` of them begin within the District's box. ``span``
    is the south, north, west and east edge of the map.
    """

    origins: NDArray[np.float64]
    destinations: NDArray[np.float64]
    total: int
    inside: int
    span: tuple[float, float, float, float]


def trips_data(rows: NDArray[np.float64]) -> Trips:
    """Return the trips of a set ``[rows, 9]``, evenly thinned to what can be seen."""
    origins, destinations = rows[:, list(ORIGIN)], rows[:, list(DESTINATION)]
    kept = np.linspace(0, len(rows) - 1, min(len(rows), DRAWN_TRIPS)).astype(np.int64)
    south, north, west, east = _box(np.array(DISTRICT))
    inside = (
        (origins[:, 0] >= south)
        & (origins[:, 0] <= north)
        & (origins[:, 1] >= west)
        & (origins[:, 1] <= east)
    )
    ends = np.concatenate([origins, destinations])
    # A few stray points must not shrink the city to a dot.
    low, high = np.quantile(ends, 0.005, axis=0), np.quantile(ends, 0.995, axis=0)
    span = _box(np.array([low, high]))
    if inside.any():
        span = _box(np.array([(south, west), (north, east), low, high]))
    return Trips(origins[kept], destinations[kept], len(rows), int(inside.sum()), span)


def trips_figure(data: Trips, *, template: TemplateName) -> go.Figure:
    """Draw origins and destinations over the outline of the District."""
    look = LOOKS[template]
    traces: list[Any] = []
    if data.inside:
        traces.append(_line(np.array(DISTRICT), look.quiet))
    ends = (("destination", data.destinations, look.third), ("origin", data.origins, look.main))
    traces.extend(
        go.Scattergl(
            x=points[:, 1],
            y=points[:, 0],
            name=name,
            mode="markers",
            marker={"size": 5, "color": faded(colour, 0.45)},
            hovertemplate=f"{name} %{{y:.4f}}, %{{x:.4f}}<extra></extra>",
        )
        for name, points, colour in ends
    )
    south, north, west, east = data.span
    # Degrees of longitude are shorter than those of latitude by the cosine of the latitude.
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    return make_figure(
        traces,
        template,
        height=600,
        annotations=_landmarks(look) if data.inside else [],
        xaxis={"range": [west, east], "title": {"text": "longitude"}, "constrain": "domain"},
        yaxis={
            "range": [south, north],
            "title": {"text": "latitude"},
            "scaleanchor": "x",
            "scaleratio": stretch,
            "constrain": "domain",
        },
    )


def trips_text(data: Trips) -> str:
    """Say how many trips there are, how many of them are drawn and where they begin."""
    drawn = len(data.origins)
    there = ""
    if data.inside:
        there = f"; {data.inside / data.total:.0%} begin in or near Washington, DC"
    shown = "all drawn" if drawn == data.total else f"{drawn:,} of them drawn"
    return f"{count_text(data.total, 'trip')}, {shown}{there}."


def _box(points: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return south, north, west and east of points, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.maximum((high - low) * 0.03, 0.002)
    return (
        float(low[0] - margin[0]),
        float(high[0] + margin[0]),
        float(low[1] - margin[1]),
        float(high[1] + margin[1]),
    )


def _line(points: NDArray[np.float64], colour: str) -> go.Scatter:
    return go.Scatter(
        x=points[:, 1],
        y=points[:, 0],
        name="District of Columbia",
        mode="lines",
        line={"color": colour, "width": 1.5},
        hoverinfo="skip",
    )


def _landmarks(look: Look) -> list[dict[str, Any]]:
    """Return the landmarks' names beside small arrows, readable over any number of points."""
    return [
        {
            "text": name,
            "x": longitude,
            "y": latitude,
            "ax": right,
            "ay": down,
            "arrowhead": 6,
            "arrowsize": 0.7,
            "arrowwidth": 1,
            "arrowcolor": look.text,
            "font": {"size": 12, "color": look.text},
            "bgcolor": faded(look.background, 0.8),
        }
        for name, (latitude, longitude, right, down) in LANDMARKS.items()
    ]
