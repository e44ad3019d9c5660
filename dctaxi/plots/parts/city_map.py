"""A map that needs no network: points in degrees, undistorted, over an outline where one is known.

Of Washington, DC, the outline and some landmarks are known; any other city is its own points.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.template import Look, faded

if TYPE_CHECKING:
    from numpy.typing import NDArray

Span = tuple[float, float, float, float]
"""South, north, west and east edge of a map, in degrees."""

DISTRICT = (
    (38.9958, -77.0410), (38.8929, -76.9094), (38.7916, -77.0390), (38.8400, -77.0400),
    (38.8600, -77.0370), (38.8740, -77.0440), (38.8850, -77.0570), (38.8960, -77.0640),
    (38.9022, -77.0698), (38.9130, -77.0960), (38.9343, -77.1198), (38.9958, -77.0410),
)  # fmt: skip
"""Outline of Washington, DC, (latitude, longitude) in degrees: its corner stones, and the Virginia
shore of the Potomac to a few hundred metres. Enough to know one's way about."""

LANDMARKS = {
    "White House": (38.8977, -77.0365, -70, 40),
    "Capitol": (38.8899, -77.0091, 50, 35),
    "Union Station": (38.8973, -77.0063, 45, -32),
    "Georgetown": (38.9076, -77.0723, 30, -42),
    "Reagan Airport": (38.8512, -77.0402, -60, 20),
}
"""Latitude and longitude in degrees; where the name stands from there, in pixels right and down."""


def in_washington(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points ``[n, 2]``, as (latitude, longitude), lie within the District's box."""
    south, north, west, east = box_of(np.array(DISTRICT))
    latitude, longitude = points.T
    inside: NDArray[np.bool_] = (
        (latitude >= south) & (latitude <= north) & (longitude >= west) & (longitude <= east)
    )
    return inside


def is_washington(points: NDArray[np.float64]) -> bool:
    """Tell whether some points lie within the District's box, so that its outline helps."""
    return bool(in_washington(points).any())


def span_of(points: NDArray[np.float64], *, whole_city: bool = True) -> Span:
    """Return the edges of a map of points ``[n, 2]``.

    A few stray points do not shrink a city to a dot: the middle 99 % decide. The District is wholly
    on the map of its ``whole_city``.
    """
    low, high = np.quantile(points, 0.005, axis=0), np.quantile(points, 0.995, axis=0)
    corners = [low, high]
    if whole_city and is_washington(points):
        south, north, west, east = box_of(np.array(DISTRICT))
        corners += [np.array([south, west]), np.array([north, east])]
    return box_of(np.array(corners))


def box_of(points: NDArray[np.float64]) -> Span:
    """Return south, north, west and east of points, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.maximum((high - low) * 0.03, 0.002)
    return (
        float(low[0] - margin[0]),
        float(high[0] + margin[0]),
        float(low[1] - margin[1]),
        float(high[1] + margin[1]),
    )


def city_traces(look: Look, *, washington: bool) -> list[go.Scatter]:
    """Return the outline of the city, none where it is not known."""
    if not washington:
        return []
    outline = np.array(DISTRICT)
    return [
        go.Scatter(
            x=outline[:, 1],
            y=outline[:, 0],
            name="District of Columbia",
            mode="lines",
            line={"color": look.quiet, "width": 1.5},
            hoverinfo="skip",
        )
    ]


def city_layout(span: Span, look: Look, *, washington: bool) -> dict[str, Any]:
    """Return the layout of a map: its edges, both axes on one scale, and landmarks.

    Where it stands high and narrow, as on a telephone, it shows more to the north and the south.
    """
    south, north, west, east = span
    return {
        "annotations": _landmarks(look) if washington else [],
        "xaxis": {"range": [west, east], "title": {"text": "longitude"}, "constrain": "domain"},
        "yaxis": {
            "range": [south, north],
            "title": {"text": "latitude"},
            "scaleanchor": "x",
            # A degree of longitude is shorter by the cosine of the latitude.
            "scaleratio": 1 / math.cos(math.radians((south + north) / 2)),
            "constrain": "range",
        },
    }


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
