"""A race of everybody's ranges: what the searches of each end with, the lowest on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, make_figure

TITLE = "The race of the class"
QUESTION = (
    "What searches of everybody's ranges end with on rows that chose nothing: the median, and its "
    "95 % interval. All search with the same seeds and as many trials."
)


_NAME_LETTERS = 18
"""More of a name would leave its lane no room on a telephone; the table has all of it."""


class RaceLane(NamedTuple):
    """One line of the picture, in USD; ``reference`` is what the others are held against.

    The median is infinite where half of the searches or more have no result.
    """

    name: str
    median: float
    low: float
    high: float
    reference: bool


def class_race_figure(lanes: Sequence[RaceLane], *, template: TemplateName) -> go.Figure:
    """Draw a point and an interval for each, the lowest on top."""
    look = LOOKS[template]
    traces = [
        go.Scatter(
            x=[lane.median for lane in part],
            y=[plain(lane.name) for lane in part],
            mode="markers",
            name=name,
            marker={"size": 13, "color": colour},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_reach(lane.high - lane.median) for lane in part],
                "arrayminus": [_reach(lane.median - lane.low) for lane in part],
                "color": colour,
                "thickness": 2,
            },
            hovertemplate="%{y}: %{x:.3f} USD<extra></extra>",
        )
        for name, colour, part in (
            ("somebody's ranges", look.main, [lane for lane in lanes if not lane.reference]),
            ("the whole space", look.third, [lane for lane in lanes if lane.reference]),
        )
    ]
    return make_figure(
        traces,
        template,
        height=130 + 26 * len(lanes),
        showlegend=False,  # each lane has its name
        xaxis={"title": {"text": "RMSE (USD)"}},
        yaxis={
            "categoryorder": "array",
            "categoryarray": [plain(lane.name) for lane in lanes][::-1],
            "tickvals": [plain(lane.name) for lane in lanes],
            "ticktext": [plain(_short(lane.name)) for lane in lanes],
            "automargin": True,
        },
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"


def _reach(length: float) -> float:
    """Return how far a line goes; nowhere where so few searches have no interval."""
    return length if math.isfinite(length) else 0.0


def class_race_text(lanes: Sequence[RaceLane]) -> str:
    """Say what the picture shows."""
    first = lanes[0]
    if math.isinf(first.median):
        return f"{len(lanes)} searched; half of the searches of everybody or more have no result."
    return f"{len(lanes)} searched; {first.name} lies lowest, at {first.median:.2f} USD."


def class_race_rows(lanes: Sequence[RaceLane]) -> list[dict[str, object]]:
    """Return the lanes as rows, the lowest first."""
    return [
        {"place": place, "whose": lane.name, "median, USD": _end(lane.median),
         "from": _end(lane.low), "to": _end(lane.high)}
        for place, lane in enumerate(lanes, start=1)
    ]  # fmt: skip


def _end(number: float) -> float | None:
    return number if math.isfinite(number) else None
