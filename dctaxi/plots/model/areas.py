"""A map of where a model is off, or where its networks disagree: by the area of the pick-up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.data import ORIGIN
from dctaxi.plots.parts.city_map import city_layout, city_traces, is_washington, span_of
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, colour_scale, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.plots.model.judged import Judged

Shows = Literal["error", "spread"]

CELLS = 14
"""Areas from the west to the east edge of the map, and from south to north, where there are enough
rows for them."""

_FEWEST_CELLS, _ROWS_A_CELL = 4, 10

ENOUGH = 5
"""Pick-ups in an area from which it is drawn."""


class Areas(NamedTuple):
    """Areas ``[south to north, west to east]``: means, NaN where there are too few rows, and rows.

    ``latitudes`` and ``longitudes`` are the middles of the areas. ``highest`` is the area with the
    highest mean, with its 95 % interval where all areas are looked at together. For ``spread``,
    ``sure_off`` and ``torn_off`` are the mean absolute error where the networks disagree least
    and most: in the lower half of the rows, and in the upper tenth.
    """

    shows: Shows
    means: NDArray[np.float64]
    rows: NDArray[np.int64]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    span: tuple[float, float, float, float]
    overall: float
    highest: tuple[int, int, float, float]
    sure_off: float
    torn_off: float
    washington: bool
    unit: str


def areas_data(judged: Judged, shows: Shows) -> Areas | None:
    """Return the means by area; None where no area has enough rows, or no networks disagree."""
    from scipy.stats import norm

    values = judged.off if shows == "error" else judged.spread
    if values is None:
        return None
    starts = judged.rows[:, list(ORIGIN)]
    span = span_of(starts, whole_city=False)
    south, north, west, east = span
    cells = int(np.clip(round(math.sqrt(len(starts) / _ROWS_A_CELL)), _FEWEST_CELLS, CELLS))
    edges = np.linspace(south, north, cells + 1), np.linspace(west, east, cells + 1)
    rows = np.histogram2d(starts[:, 0], starts[:, 1], bins=edges)[0]
    sums = np.histogram2d(starts[:, 0], starts[:, 1], bins=edges, weights=values)[0]
    squares = np.histogram2d(starts[:, 0], starts[:, 1], bins=edges, weights=values**2)[0]
    enough = rows >= ENOUGH
    if not enough.any():
        return None
    count = np.where(enough, rows, np.nan)
    means = sums / count
    sure = np.sqrt(np.maximum(squares / count - means**2, 0) / (count - 1))
    width = norm.ppf(1 - 0.025 / enough.sum()) * sure
    place = np.unravel_index(np.nanargmax(means), means.shape)
    overall = float(values.mean())
    low, high = means[place] - width[place], means[place] + width[place]
    highest = (int(place[0]), int(place[1]), float(low), float(high))
    calm, torn = np.quantile(values, (0.5, 0.9))
    return Areas(
        shows,
        means,
        rows.astype(np.int64),
        (edges[0][1:] + edges[0][:-1]) / 2,
        (edges[1][1:] + edges[1][:-1]) / 2,
        span,
        overall,
        highest,
        float(judged.off[values <= calm].mean()),
        float(judged.off[values >= torn].mean()),
        is_washington(starts),
        judged.unit,
    )


def areas_figure(data: Areas, *, template: TemplateName) -> go.Figure:
    """Draw the areas in colour over the outline of the city, where it is known."""
    look = LOOKS[template]
    unit = plain(data.unit)
    what = "off by" if data.shows == "error" else "networks differ by"
    heat = go.Heatmap(
        x=data.longitudes,
        y=data.latitudes,
        z=data.means,
        customdata=data.rows,
        colorscale=colour_scale(look.scale[::-1]),
        colorbar={"title": {"text": unit}, "thickness": 12, "outlinewidth": 0},
        hovertemplate=(
            f"{what} %{{z:.2f}} {unit} on average, %{{customdata}} pick-ups<extra></extra>"
        ),
        hoverongaps=False,
        xgap=1,
        ygap=1,
    )
    traces = [heat, *city_traces(look, washington=data.washington)]
    return make_figure(
        traces, template, height=430, showlegend=False, **city_layout(data.span, look,
                                                                      washington=data.washington)
    )  # fmt: skip


def areas_text(data: Areas) -> str:
    """Say where the mean is highest, with its interval, and what a spread means."""
    what = "error" if data.shows == "error" else "spread of the networks"
    said = f"The mean {'absolute ' if data.shows == 'error' else ''}{what} is {data.overall:.2f} "
    said += f"{data.unit}. "
    row, column, low, high = data.highest
    said += (
        f"It is highest around {data.latitudes[row]:.3f}, {data.longitudes[column]:.3f}: "
        f"{data.means[row, column]:.2f} {data.unit} ({low:.2f} to {high:.2f}) over "
        f"{data.rows[row, column]:,} pick-ups"
    )
    said += "." if low > data.overall else ", an interval that holds the mean of all trips."
    if data.shows == "spread":
        said += (
            f" Where the networks disagree most, in a tenth of the rows, answers are off by "
            f"{data.torn_off:.2f} {data.unit} on average; in the half where they agree best, by "
            f"{data.sure_off:.2f}."
        )
    return said
