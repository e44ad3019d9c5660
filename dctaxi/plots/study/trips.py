"""Where trips begin and end, on a map that needs no network: the District's outline and points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.data import DESTINATION, ORIGIN
from dctaxi.plots.parts.city_map import Span, city_layout, city_traces, in_washington, span_of
from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.points import evenly
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWN_TRIPS = 2_000
"""More trips than this only darken what is dark already."""


class Trips(NamedTuple):
    """Ends of trips, ``[drawn, 2]`` as (latitude, longitude) in degrees.

    ``total`` trips are in the set, ``inside`` of them begin within the District's box. ``span``
    is the south, north, west and east edge of the map.
    """

    origins: NDArray[np.float64]
    destinations: NDArray[np.float64]
    total: int
    inside: int
    span: Span


def trips_data(rows: NDArray[np.float64]) -> Trips:
    """Return the trips of a set ``[rows, 9]``, evenly thinned to what can be seen."""
    origins, destinations = rows[:, list(ORIGIN)], rows[:, list(DESTINATION)]
    kept = evenly(len(rows), DRAWN_TRIPS)
    ends = np.concatenate([origins, destinations])
    span, inside = span_of(ends), in_washington(origins)
    return Trips(origins[kept], destinations[kept], len(rows), int(inside.sum()), span)


def trips_figure(data: Trips, *, template: TemplateName) -> go.Figure:
    """Draw origins and destinations over the outline of the District."""
    look = LOOKS[template]
    washington = data.inside > 0
    traces: list[Any] = [*city_traces(look, washington=washington)]
    ends = (("destination", data.destinations, look.third), ("origin", data.origins, look.main))
    traces.extend(
        go.Scattergl(
            x=points[:, 1],
            y=points[:, 0],
            name=name,
            mode="markers",
            marker={"size": 3, "color": faded(colour, 0.6)},
            hovertemplate=f"{name} %{{y:.4f}}, %{{x:.4f}}<extra></extra>",
        )
        for name, points, colour in ends
    )
    layout = city_layout(data.span, look, washington=washington)
    return make_figure(traces, template, height=600, legend_itemsizing="constant", **layout)


def trips_text(data: Trips) -> str:
    """Say how many trips there are, how many of them are drawn and where they begin."""
    drawn = len(data.origins)
    there = ""
    if data.inside:
        there = f"; {data.inside / data.total:.0%} begin in or near Washington, DC"
    shown = "all drawn" if drawn == data.total else f"{drawn:,} of them drawn"
    return f"{count_text(data.total, 'trip')}, {shown}{there}."
