"""A study's history while it grows: trials and the best so far, as Vega-Lite.

Streamlit hands new rows to such a chart, and replaces a Plotly figure as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dctaxi.plots.parts.numbers import robust_limits, usd
from dctaxi.plots.parts.objective import objective_scale
from dctaxi.plots.parts.template import LOOKS, TemplateName, faded

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudyProgress

HEIGHT = 96
"""Pixels, so that table and plots below it stay in sight."""

_FIRST_END = 25
_TRIALS = "datum.value === 0 ? 'trial 0' : format(datum.value, ',d')"
"""The first number says what the others count, in the place of a title."""


def live_rows(progress: StudyProgress) -> pd.DataFrame:
    """Return a row for each trial: ``trial``, ``value`` and ``best`` until then, in USD."""
    return pd.DataFrame(
        {"trial": progress.numbers, "value": progress.values, "best": progress.best}
    )


def live_spec(progress: StudyProgress, total: int | None, template: TemplateName) -> dict[str, Any]:
    """Return the chart of ``live_rows``; it grows to the ``total`` trials that are planned."""
    look = LOOKS[template]
    last = int(progress.numbers[-1]) if len(progress.numbers) else 0
    end = _FIRST_END
    while end < last:  # in steps, so that the picture stands still in between
        end *= 2
    limits = robust_limits(progress.values)
    trial = {
        "field": "trial",
        "type": "quantitative",
        "title": None,
        "scale": {
            "domain": [0, end if total is None else max(last, min(end, total - 1), 1)],
            "nice": False,
        },
        "axis": {"tickMinStep": 1, "format": ",d", "grid": False, "tickCount": 6}
        | {"labelExpr": _TRIALS, "labelFlush": True},
    }
    usd_axis = {
        "type": "quantitative",
        "title": None,
        "scale": objective_scale(limits),
        "axis": {"tickCount": 3},
    }
    tooltip = [
        {"field": "trial", "type": "quantitative"},
        {"field": "value", "type": "quantitative", "title": "objective (USD)", "format": ",.2f"},
        {"field": "best", "type": "quantitative", "title": "best so far (USD)", "format": ",.2f"},
    ]
    point = {"type": "circle", "size": 14, "color": faded(look.main, 0.6), "clip": True}
    line = {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "color": look.text}
    return {
        "layer": [
            {
                "mark": point,
                "encoding": {"x": trial, "y": {"field": "value", **usd_axis}, "tooltip": tooltip},
            },
            {"mark": line | {"clip": True}, "encoding": {
                "x": trial, "y": {"field": "best", **usd_axis}
            }},
        ],
        "height": HEIGHT,
    }  # fmt: skip


def live_text(progress: StudyProgress) -> str:
    """Say in words what the chart shows."""
    if not len(progress.numbers):
        return "No trial has finished yet."
    best = progress.values.argmin()
    return (
        f"Best so far {usd(float(progress.values[best]))}, trial {progress.numbers[best]:,}, of "
        f"{progress.numbers[-1] + 1:,} trials."
    )
