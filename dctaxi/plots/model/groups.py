"""The error of a model by hour, by distance or by its spread: the mean in each group of trips."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.data import great_circle_miles
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.plots.model.judged import Judged

By = Literal["hour", "distance", "spread"]

ENOUGH = 5
"""Rows of a group from which its error is drawn."""

_HOUR = "hour_integer"
_PARTS = 8

_TITLES: dict[By, str] = {
    "hour": "hour of the day",
    "distance": "great-circle distance (miles)",
    "spread": "spread of the networks",
}
_GROUPS: dict[By, str] = {"hour": "hour", "distance": "distance", "spread": "spread"}


class Groups(NamedTuple):
    """Groups of trips with enough rows: names and middles, rows, mean absolute errors ``[groups]``.

    ``low`` and ``high`` are the ends of 95 % intervals of each error by itself; ``apart`` says
    whether the lowest and the highest differ, all groups looked at together.
    """

    by: By
    names: tuple[str, ...]
    middles: NDArray[np.float64]
    rows: NDArray[np.int64]
    errors: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    apart: bool
    unit: str


def groups_data(judged: Judged, by: By) -> Groups | None:
    """Return the errors by hour of the day, or by eighths of the trips' distances or spreads.

    None where the trips have no hour or no spread, or no group has enough rows.
    """
    from scipy.stats import norm

    found = _by_hour(judged) if by == "hour" else _by_parts(judged, by)
    if found is None:
        return None
    place, all_names, all_middles = found
    kept = [one for one in range(len(all_names)) if (place == one).sum() >= ENOUGH]
    if not kept:
        return None
    off = [judged.off[place == one] for one in kept]
    rows = np.array([len(one) for one in off])
    errors = np.array([one.mean() for one in off])
    sure = np.array([one.std(ddof=1) for one in off]) / np.sqrt(rows)
    width = norm.ppf(0.975) * sure
    together = norm.ppf(1 - 0.025 / len(kept)) * sure
    least, most = int(errors.argmin()), int(errors.argmax())
    apart = errors[least] + together[least] < errors[most] - together[most]
    return Groups(
        by,
        tuple(all_names[one] for one in kept),
        all_middles[kept],
        rows,
        errors,
        errors - width,
        errors + width,
        bool(apart),
        judged.unit,
    )


def groups_figure(data: Groups, *, template: TemplateName) -> go.Figure:
    """Draw a point with its interval for each group."""
    look = LOOKS[template]
    unit = plain(data.unit)
    title = f"{_TITLES[data.by]} ({unit})" if data.by == "spread" else _TITLES[data.by]
    bars = {
        "type": "data",
        "symmetric": False,
        "array": data.high - data.errors,
        "arrayminus": data.errors - data.low,
        "color": look.quiet,
        "thickness": 1.5,
        "width": 0,
    }
    return make_figure(
        (
            go.Scatter(
                x=data.middles,
                y=data.errors,
                error_y=bars,
                mode="lines+markers",
                line={"color": look.main, "width": 1.5},
                marker={"size": 8, "color": look.main},
                customdata=np.column_stack([np.array(data.names, dtype=object), data.rows]),
                hovertemplate=(
                    f"%{{customdata[0]}}: off by %{{y:.2f}} {unit} on average, "
                    "%{customdata[1]} rows<extra></extra>"
                ),
                showlegend=False,
            ),
        ),
        template,
        height=320,
        xaxis={"title": {"text": title}},
        yaxis={"title": {"text": f"mean absolute error ({unit})"}, "rangemode": "tozero"},
    )


def groups_text(data: Groups) -> str:
    """Say which groups are furthest off and closest, with their intervals."""
    least, most = int(data.errors.argmin()), int(data.errors.argmax())
    return (
        f"Furthest off {_at(data, most)}, by {_error(data, most)} over {data.rows[most]:,} rows; "
        f"closest {_at(data, least)}, by {_error(data, least)}."
        + ("" if data.apart else " More rows are needed to tell these two apart.")
    )


def _error(data: Groups, place: int) -> str:
    return f"{data.errors[place]:.2f} {data.unit} ({data.low[place]:.2f} to {data.high[place]:.2f})"


def _at(data: Groups, place: int) -> str:
    return f"at {data.names[place]}" if data.by == "hour" else f"for {data.names[place]}"


_Found = tuple["NDArray[np.int64]", list[str], "NDArray[np.float64]"]


def _by_hour(judged: Judged) -> _Found | None:
    """Return each row's group, the groups' names, and their places on the axis."""
    if _HOUR not in judged.columns:
        return None
    hours = judged.rows[:, judged.columns.index(_HOUR)].astype(np.int64)
    return hours, [f"{hour} h" for hour in range(24)], np.arange(24.0)


def _by_parts(judged: Judged, by: By) -> _Found | None:
    values = great_circle_miles(judged.rows) if by == "distance" else judged.spread
    if values is None:
        return None
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _PARTS + 1)))
    if len(edges) < 2:
        return None
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    form, unit = (".1f", "miles") if by == "distance" else (".2f", judged.unit)
    names = [f"{low:{form}} to {high:{form}} {unit}" for low, high in pairwise(edges)]
    middles = [
        float(np.median(values[place == one])) if (place == one).any() else np.nan
        for one in range(len(names))
    ]
    return place, names, np.array(middles)
