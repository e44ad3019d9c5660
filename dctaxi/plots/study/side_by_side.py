"""Several trials side by side: what differs between them, and how each one learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dctaxi import labels
from dctaxi.plots.parts.numbers import number_text
from dctaxi.plots.parts.template import LOOKS, TemplateName, series_style

if TYPE_CHECKING:
    from dctaxi.analysis.reading import Parameter

MOST = 6
"""Trials that fit beside each other."""

NOT_USED = "not used"
DIFFERS = "differs"
"""The column that marks the rows in which the trials differ."""

_DASHES = {"solid": [1, 0], "dash": [6, 3], "dot": [2, 3]}
"""Plotly's names of dashes, as Vega-Lite draws them."""

_MEASURES = ("value", "constant_objective", "val_rmse_all", "train_rmse", "val_rmse")


def side_by_side(
    trials: pd.DataFrame, parameters: Sequence[Parameter], numbers: Sequence[int]
) -> pd.DataFrame:
    """Return a column of texts for each trial of these ``numbers``, in their order.

    The rows are what was measured, then hyperparameters, those that differ first; ``differs`` marks
    them. At most ``MOST`` trials are taken.
    """
    rows = trials.set_index("number").loc[list(numbers[:MOST])]
    measures = [
        (labels.METRICS[column].label, rows[column], False)
        for column in _MEASURES
        if column in rows and rows[column].notna().any()
    ]
    searched = [
        (parameter.name, values, values.map(_key).nunique() > 1)
        for parameter in parameters
        if not (values := _values(rows, parameter)).isna().all()
    ]
    searched.sort(key=lambda one: not one[2])
    table = pd.DataFrame(
        [[_text(value) for value in values] for _, values, _ in (*measures, *searched)],
        index=pd.Index([name for name, _, _ in (*measures, *searched)], name="of the trial"),
        columns=[f"trial {number}" for number in rows.index],
    )
    marks = ["\N{NOT EQUAL TO}" if differs else "" for _, _, differs in (*measures, *searched)]
    table.insert(0, DIFFERS, marks)
    return table


def side_by_side_text(table: pd.DataFrame) -> str:
    """Say in which hyperparameters the trials differ."""
    names = [str(name) for name, mark in table[DIFFERS].items() if mark]
    count = len(table.columns) - 1
    if not names:
        return f"These {count:d} trials have the same hyperparameters."
    return f"These {count:d} trials differ in {', '.join(names)}."


def curve_rows(trials: pd.DataFrame, numbers: Sequence[int]) -> pd.DataFrame:
    """Return the rows of ``curve_spec``: ``trial`` (a text), ``step``, ``rmse`` in USD."""
    rows = trials.set_index("number")["curve"].loc[list(numbers[:MOST])]
    found = [
        (f"trial {number}", int(point[0]), float(point[2]))
        for number, curve in rows.items()
        if isinstance(curve, list)
        for point in curve
    ]
    return pd.DataFrame(found, columns=["trial", "step", "rmse"])


def curve_spec(rows: pd.DataFrame, template: TemplateName) -> dict[str, Any]:
    """Return the Vega-Lite chart of the validation curves, a colour for each trial."""
    look = LOOKS[template]
    names = list(dict.fromkeys(rows["trial"]))
    styles = [series_style(place, look) for place in range(len(names))]
    return {
        "mark": {"type": "line", "point": True, "strokeWidth": 2, "clip": True},
        "encoding": {
            "x": {
                "field": "step",
                "type": "quantitative",
                "title": "training step",
                "axis": {"tickMinStep": 1, "tickCount": 6, "format": ",d"},
            },
            "y": {
                "field": "rmse",
                "type": "quantitative",
                "title": "validation RMSE (USD)",
                "scale": {"zero": False},
            },
            **{
                channel: {
                    "field": "trial",
                    "type": "nominal",
                    "scale": {"domain": names, "range": wanted},
                    "legend": {"orient": "bottom", "title": None, "columns": 3},
                }
                for channel, wanted in (
                    ("color", [colour for colour, _ in styles]),
                    ("strokeDash", [_DASHES[dash] for _, dash in styles]),
                )
            },
            "tooltip": [
                {"field": "trial", "type": "nominal"},
                {"field": "step", "type": "quantitative"},
                {"field": "rmse", "type": "quantitative", "format": ",.2f"},
            ],
        },
        "height": 280,
    }


def _values(rows: pd.DataFrame, parameter: Parameter) -> pd.Series:
    """Return a parameter's values; of one that offers None, every gap is that choice."""
    values = rows[parameter.column]
    return (
        values.astype(object).where(values.notna(), "None") if None in parameter.choices else values
    )


def _key(value: Any) -> str:
    return NOT_USED if pd.isna(value) else str(value)


def _text(value: Any) -> str:
    if pd.isna(value):
        return NOT_USED
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        number = float(value)
        # A seed is given in full: it is copied, not read.
        return f"{number:.0f}" if number.is_integer() else number_text(number)
    return str(value)
