"""What two hyperparameters do together and neither does alone: a matrix of all pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.hyperparameters import layer_of, row_of
from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import (
    LOOKS,
    TemplateName,
    colour_scale,
    empty_figure,
    make_figure,
)
from dctaxi.plots.study.by_training import share_text
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from dctaxi.analysis.importance import SobolResult

PAIRS = Plot(
    name="pairs",
    title="What works together",
    question="The share of the variance that two hyperparameters make together and neither makes "
    "by itself: their second-order Sobol index, from trainings made for it. Cells with a number "
    "have a measurable effect, tested over all pairs; pale ones have not.",
)

_PX, _SMALLEST = 34, 220
_PALE = 0.18


def pairs_figure(result: SobolResult, *, template: TemplateName) -> go.Figure:
    """Draw a cell for each pair, below the diagonal, with its share where it is told."""
    if not result.pairs:
        return empty_figure(result.reason or "One hyperparameter makes no pair.", template)
    look = LOOKS[template]
    names = [one.name for one in result.indices]
    shown = [short_name(name) for name in names]
    values = np.full((2, len(names), len(names)), np.nan)  # not told, and told
    hover = np.full((len(names), len(names)), "", dtype=object)
    texts = hover.copy()
    for pair in result.pairs:
        column, row = sorted(names.index(name) for name in pair.names)
        values[int(pair.told), row, column] = pair.share.value
        hover[row, column] = f"{plain(' and '.join(pair.names))}: {share_text(pair.share)}"
        texts[row, column] = f"{100 * pair.share.value:.1f}" if pair.told else ""
    top = max(max(pair.share.value for pair in result.pairs), 0.01)
    common: dict[str, Any] = {
        "x": shown,
        "y": shown,
        "zmin": 0.0,
        "zmax": top,
        "colorscale": colour_scale(look.scale[::-1]),
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    }
    told = go.Heatmap(
        z=values[1], text=texts, texttemplate="%{text}", colorbar=_bar(look.text), **common
    )
    pale = go.Heatmap(z=values[0], opacity=_PALE, showscale=False, **common)
    return make_figure(
        [pale, told],
        template,
        height=max(_SMALLEST, 110 + _PX * len(names)),
        xaxis={"tickangle": -40, "showgrid": False, "range": [-0.5, len(names) - 1.5]},
        yaxis={"showgrid": False, "range": [len(names) - 0.5, 0.5]},
    )


def pairs_text(result: SobolResult) -> str:
    """Say which pairs have a measurable effect."""
    if not result.pairs:
        return result.reason or "One hyperparameter makes no pair."
    told = [pair for pair in result.pairs if pair.told]
    of = f"Of {count_text(len(result.pairs), 'pair')}"
    if not told:
        return f"{of} none has a measurable effect: more base samples narrow the intervals."
    pair, have = told[0], "has" if len(told) == 1 else "have"
    return (
        f"{of} {len(told)} {have} a measurable effect, most of all {' and '.join(pair.names)}: "
        f"{share_text(pair.share)} of the variance."
    )


def pairs_rows(result: SobolResult) -> pd.DataFrame:
    """Return a row for each pair, the largest share first, in percent."""
    return pd.DataFrame(
        {
            "one": [pair.names[0] for pair in result.pairs],
            "other": [pair.names[1] for pair in result.pairs],
            "together": [100 * pair.share.value for pair in result.pairs],
            "from": [100 * pair.share.low for pair in result.pairs],
            "to": [100 * pair.share.high for pair in result.pairs],
            "measurable": [pair.told for pair in result.pairs],
        }
    )


def short_name(name: str) -> str:
    """Return a parameter's name as a cell's edge has room for."""
    layer = layer_of(name)
    short = row_of(name).short
    return short if layer is None else f"{short} {layer}"


def _bar(colour: str) -> dict[str, Any]:
    return {
        "tickformat": ".0%",
        "thickness": 10,
        "outlinewidth": 0,
        "tickfont": {"color": colour, "size": 11},
    }
