"""Two pictures of a study that play: its history, and its trials in two hyperparameters.

They are Vega-Lite and not Plotly, since Streamlit replaces a Plotly figure as a whole when it
changes, which flickers, and only hands new rows to a Vega-Lite chart. For that the specifications,
axes included, are those of the whole study, and only the rows change from trial to trial.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.listed import listed_values, side_by_side, value_text
from dctaxi.plots.parts.numbers import Limits, drawn, robust_limits
from dctaxi.plots.parts.objective import objective_scale, ranks
from dctaxi.plots.parts.template import LOOKS, TemplateName
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.analysis.reading import Parameter
    from dctaxi.teaching.replay import Replay

DRAWN_POINTS = 2_000
"""More trials than this are thinned for drawing; those that were a new best all stay."""

HEIGHT = 320

KINDS = ("trial", "new best", "no result")

REPLAY = Plot(
    name="replay",
    title="Trials as they came",
    question="The trials of a study in the order in which they were asked for, with the best so "
    "far, and where they lie in two hyperparameters. The strongest colour is the lowest objective "
    "of the whole study, a ring is a new best, and the large ring is the trial at hand.",
)


class ReplayPlots(NamedTuple):
    """The rows of a whole study and what the axes are made of.

    ``rows`` has the columns ``number``, ``shown`` (USD, at the upper end of the axis where it lies
    above or is missing), ``value`` and ``best`` (USD), ``kind`` (of ``KINDS``), ``rank`` (from 0,
    the lowest objective of the study, to 1), ``x`` and ``y`` (where the parameters' axes have the
    trial; NaN where it lacks the parameter) and ``x_text`` and ``y_text``.
    """

    rows: pd.DataFrame
    limits: Limits
    last: int
    x: Parameter
    y: Parameter


def replay_data(replay: Replay, x: Parameter, y: Parameter) -> ReplayPlots:
    """Return what is to draw of a study in two of its parameters."""
    trials = replay.trials
    values = trials["value"].to_numpy(dtype=np.float64)
    has_value = np.isfinite(values)
    limits = robust_limits(values)
    rank = np.full(len(trials), np.nan)
    rank[has_value] = ranks(values[has_value])
    new = trials["new_best"].to_numpy(dtype=bool)
    rows = pd.DataFrame({
        "number": trials["number"],
        "value": values,
        "shown": np.where(has_value, np.clip(values, limits.low, limits.high), limits.high),
        "best": trials["best"],
        "kind": np.select([~has_value, new], [KINDS[2], KINDS[1]], KINDS[0]),
        "rank": rank,
    })  # fmt: skip
    rows["x"], rows["x_text"] = _placed(trials[x.column], x, "across")
    rows["y"], rows["y_text"] = _placed(trials[y.column], y, "up")
    kept = np.union1d(drawn(values, DRAWN_POINTS), np.flatnonzero(new))
    return ReplayPlots(rows.iloc[kept], limits, int(trials["number"].iloc[-1]), x, y)


def rows_until(data: ReplayPlots, number: int) -> pd.DataFrame:
    """Return the rows of the trials up to a number; ``now`` marks the last of them."""
    rows = data.rows[data.rows["number"] <= number]
    return rows.assign(now=rows["number"] == rows["number"].max())


def scatter_text(data: ReplayPlots, number: int) -> str:
    """Say where the best trial up to a number lies in the two parameters."""
    rows = data.rows[data.rows["number"] <= number]
    bests = rows[rows["kind"] == KINDS[1]]
    pair = f"{data.x.name} and {data.y.name}"
    if bests.empty:
        return f"Trials by {pair}: none has a result yet."
    best = bests.iloc[-1]
    places = [
        f"{parameter.name} {text or 'not used'}"
        for parameter, text in ((data.x, best["x_text"]), (data.y, best["y_text"]))
    ]
    return f"Trials by {pair}: the best so far, {best['number']}, has {' and '.join(places)}."


def history_spec(data: ReplayPlots, template: TemplateName) -> dict[str, Any]:
    """Return the Vega-Lite chart of objectives by trial, and the best so far."""
    look = LOOKS[template]
    objective = {
        "type": "quantitative",
        "title": "objective (USD)",
        "scale": objective_scale(data.limits),
    }
    across = {
        "field": "number",
        "type": "quantitative",
        "title": "trial",
        "scale": {"domain": [-0.5, data.last + 0.5], "nice": False, "zero": False},
        "axis": {"tickMinStep": 1, "format": ",d"},
    }
    best = {
        "mark": {"type": "line", "interpolate": "step-after", "color": look.text},
        "encoding": {"x": across, "y": {"field": "best", **objective}},
    }
    colours = {"domain": KINDS, "range": [look.main, look.third, look.failed]}
    points = {
        "mark": {"type": "point", "size": 45, "strokeWidth": 2},
        "encoding": {
            "x": across,
            "y": {"field": "shown", **objective},
            "color": {"field": "kind", "type": "nominal", "scale": colours, **_KIND_LEGEND},
            "shape": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": KINDS, "range": ["circle", "diamond", "cross"]},
                **_KIND_LEGEND,
            },
            "tooltip": _tooltip(data),
        },
    }
    here = {"x": across, "y": {"field": "shown", **objective}}
    return _chart([best, points, _now(here, look.text)])


def scatter_spec(data: ReplayPlots, template: TemplateName) -> dict[str, Any]:
    """Return the Vega-Lite chart of trials in two parameters, coloured by their objectives."""
    look = LOOKS[template]
    place = {"x": _axis("x", data.x), "y": _axis("y", data.y)}
    colour = {
        "field": "rank",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": list(look.scale)},
        "legend": None,
    }
    tooltip = _tooltip(data)
    points = {
        "transform": [{"filter": "isValid(datum.rank)"}],
        "mark": {"type": "circle", "size": 70, "opacity": 1},
        "encoding": {**place, "color": colour, "tooltip": tooltip},
    }
    failed = {
        "transform": [{"filter": f"datum.kind == {json.dumps(KINDS[2])}"}],
        "mark": {"type": "point", "shape": "cross", "size": 45, "color": look.failed},
        "encoding": {**place, "tooltip": tooltip},
    }
    new_best = {
        "transform": [{"filter": f"datum.kind == {json.dumps(KINDS[1])}"}],
        "mark": {"type": "point", "size": 140, "strokeWidth": 2, "color": look.third},
        "encoding": {**place, "tooltip": tooltip},
    }
    return _chart([points, failed, new_best, _now(place, look.text)])


_KIND_LEGEND: dict[str, Any] = {"legend": {"orient": "bottom", "title": None}}


def _chart(layers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"layer": list(layers), "height": HEIGHT}


def _now(place: dict[str, Any], colour: str) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.now"}],
        "mark": {"type": "point", "size": 320, "strokeWidth": 2, "color": colour},
        "encoding": place,
    }


def _tooltip(data: ReplayPlots) -> list[dict[str, str]]:
    return [
        {"field": "number", "type": "quantitative", "title": "trial"},
        {"field": "value", "type": "quantitative", "title": "objective (USD)", "format": ",.2f"},
        {"field": "x_text", "type": "nominal", "title": data.x.name},
        {"field": "y_text", "type": "nominal", "title": data.y.name},
    ]


def _placed(
    values: pd.Series[Any], parameter: Parameter, direction: Literal["across", "up"]
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return where the axis of a parameter has its values, and how they read."""
    has = values.notna().to_numpy()
    texts = np.full(len(values), "", dtype=object)
    listed = listed_values(parameter)
    if not listed:
        numbers = values.astype("float64")
        texts[has] = [value_text(float(value)) for value in numbers[has]]
        return numbers, pd.Series(texts, index=values.index)
    axis = axis_of(parameter, values)
    places = axis.positions(values)
    if parameter.kind != "categorical":
        shown = 10.0**places if axis.log else places
        places = np.round((shown - parameter.low) / (parameter.step or 1.0))
    texts[has] = [value_text(listed[int(place)]) for place in places[has]]
    apart = np.where(has, side_by_side(places, direction), np.nan)
    return pd.Series(apart, index=values.index), pd.Series(texts, index=values.index)


def _axis(field: str, parameter: Parameter) -> dict[str, Any]:
    listed = listed_values(parameter)
    axis: dict[str, Any] = {"field": field, "type": "quantitative", "title": parameter.name}
    if listed:
        names = json.dumps([value_text(value) for value in listed])
        return axis | {
            "scale": {"domain": [-0.5, len(listed) - 0.5], "nice": False, "zero": False},
            "axis": {
                "values": list(range(len(listed))),
                "labelExpr": f"{names}[datum.value]",
                "grid": False,
            },
        }
    ends = axis_of(parameter, pd.Series([], dtype="float64"))
    ticks = ends.shown(np.array(ends.tick_positions)).tolist()
    names = json.dumps(list(ends.tick_texts))
    places = json.dumps(ticks)
    return axis | {
        "scale": {
            "domain": [parameter.low, parameter.high],
            "type": "log" if parameter.log else "linear",
            "nice": False,
            "zero": False,
        },
        "axis": {"values": ticks, "labelExpr": f"{names}[indexof({places}, datum.value)]"},
    }
