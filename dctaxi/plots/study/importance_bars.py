"""Importances as bars, each with its interval and its own noise, against the floor of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import plotly.graph_objects as go

from dctaxi.analysis.importance import NOISE_PARAMETER, Floor, Verdict
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import (
    LOOKS,
    Look,
    TemplateName,
    add_end_title,
    empty_figure,
    faded,
    make_figure,
)

if TYPE_CHECKING:
    from dctaxi.analysis.importance import ImportanceResult, ParameterImportance
    from dctaxi.samplers import SamplerId

WORDS: Mapping[Verdict, str] = {
    "above": "above the noise",
    "at": "at the noise",
    "below": "below the noise",
    "too-few": "too few trials",
}
"""The verdicts as a reader meets them."""

_PATTERNS: Mapping[Verdict, str] = {"above": "", "at": "/", "below": ".", "too-few": "x"}
_OPACITIES: Mapping[Verdict, float] = {"above": 1.0, "at": 0.45, "below": 0.3, "too-few": 0.6}
_ROW_PX = 30


class ImportanceBars(NamedTuple):
    """Bars from the most important parameter down, with the floor of noise; see ``docs``.

    ``sampler`` drew the trials, None where that is not known.
    """

    bars: tuple[ParameterImportance, ...]
    floor: Floor | None
    n_trials: int
    left_out: tuple[str, ...]
    reason: str
    sampler: SamplerId | None = None

    def named(self, verdict: Verdict) -> list[str]:
        """Return the parameters of a verdict, the seed left out: it is the noise."""
        return [b.name for b in self.bars if b.verdict == verdict and b.name != NOISE_PARAMETER]


def importances_data(result: ImportanceResult, sampler: SamplerId | None = None) -> ImportanceBars:
    """Return the bars of an evaluation of trials that a sampler drew."""
    return ImportanceBars(
        result.parameters, result.floor, result.n_trials, result.left_out, result.reason, sampler
    )


def importances_figure(data: ImportanceBars, *, template: TemplateName) -> go.Figure:
    """Draw the bars, their 95 % intervals and the floor; a click gives a parameter as ``y``."""
    if not data.bars or data.floor is None:
        return empty_figure(data.reason, template)
    look = LOOKS[template]
    names = [plain(bar.name) for bar in data.bars]
    longest = max(data.floor.high, *(bar.high for bar in data.bars))
    figure = make_figure(
        [_bars(data, look), _own_noise(data, look), _numbers(data, names, look)],
        template,
        height=116 + _ROW_PX * len(names),
        margin={"r": 32, "t": 56, "l": 8},  # the note stands below the mode bar
        bargap=0.35,
        showlegend=False,
        xaxis={
            "tickformat": ".0%",
            "range": [0, 1.7 * longest],  # space for the text beside the bars
        },
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "tickfont": {"color": look.text},
            "type": "category",
        },
    )
    figure.add_vrect(
        x0=data.floor.low,
        x1=data.floor.high,
        layer="below",
        fillcolor=faded(look.noise, 0.14),
        line={"width": 0},
    )
    figure.add_vline(
        x=data.floor.high,
        line={"color": look.noise, "width": 1.5, "dash": "dash"},
        annotation={
            "text": "noise floor",
            "font": {"color": look.noise},
            "yref": "paper",
            "y": 1.0,
            "yanchor": "bottom",
            "xanchor": "left",
        },
    )
    add_end_title(figure, "importance, with its 95 % interval")
    return figure


def _bars(data: ImportanceBars, look: Look) -> go.Bar:
    return go.Bar(
        x=[bar.importance for bar in data.bars],
        y=[plain(bar.name) for bar in data.bars],
        orientation="h",
        marker={
            "color": [
                look.noise
                if bar.name == NOISE_PARAMETER
                else faded(look.main, _OPACITIES[bar.verdict])
                for bar in data.bars
            ],
            "pattern": {
                "shape": [_PATTERNS[bar.verdict] for bar in data.bars],
                "fgcolor": look.background,
                "solidity": 0.25,
            },
            "line": {"width": 0},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [bar.high - bar.importance for bar in data.bars],
            "arrayminus": [bar.importance - bar.low for bar in data.bars],
            "color": look.text,
            "thickness": 1.2,
            "width": 4,
        },
        customdata=[[_hover(bar), bar.name] for bar in data.bars],
        hovertemplate="%{y}: %{x:.1%}<br>%{customdata[0]}<extra></extra>",
    )


def _own_noise(data: ImportanceBars, look: Look) -> go.Scatter:
    """Mark how far the permuted copies of each parameter reach."""
    known = [bar for bar in data.bars if bar.noise is not None]
    return go.Scatter(
        x=[bar.noise for bar in known],
        y=[plain(bar.name) for bar in known],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 14,
            "line": {"color": look.noise, "width": 2},
        },
        hovertemplate="%{y}: 97.5 % of its own permuted copies stay below %{x:.1%}<extra></extra>",
    )


def _numbers(data: ImportanceBars, names: Sequence[str], look: Look) -> go.Scatter:
    return go.Scatter(
        x=[max(bar.high, bar.noise or 0.0) for bar in data.bars],
        y=names,
        mode="text",
        text=[f"&nbsp;{bar.importance:.1%} {_word(bar)}" for bar in data.bars],
        textposition="middle right",
        textfont={"color": look.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _word(bar: ParameterImportance) -> str:
    if bar.name == NOISE_PARAMETER:
        return "noise"
    return "too few" if bar.verdict == "too-few" else bar.verdict


def _hover(bar: ParameterImportance) -> str:
    interval = f"95 % interval {bar.low:.1%} to {bar.high:.1%}"
    needed = "" if bar.trials_needed is None else f": {bar.trials_needed:,} would do"
    return f"{interval}<br>{WORDS[bar.verdict]}{needed}"
