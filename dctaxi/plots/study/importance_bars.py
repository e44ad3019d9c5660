"""Importances as bars, each with its interval and the tick that luck alone reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import plotly.graph_objects as go

from dctaxi.analysis.importance import NOISE_PARAMETER, Verdict
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded
from dctaxi.plots.parts.worded_rows import (
    ROW_PX,
    WORDS_PX,
    places,
    row_words,
    rows_figure,
    share_bars,
)

if TYPE_CHECKING:
    from dctaxi.analysis.importance import EvaluatorId, ImportanceResult, ParameterImportance
    from dctaxi.samplers import SamplerId

WORDS: Mapping[Verdict, str] = {
    "above": "more than luck",
    "at": "not told from luck",
    "below": "not told from luck",
    "too-few": "too few trials to say",
}
"""The verdicts as a reader meets them."""

TICK = "luck alone stays left of this tick, 19 times in 20"
"""What the tick beside a bar means."""

_PATTERNS: Mapping[Verdict, str] = {"above": "", "at": "/", "below": "/", "too-few": "x"}
_OPACITIES: Mapping[Verdict, float] = {"above": 1.0, "at": 0.45, "below": 0.45, "too-few": 0.6}


class ImportanceBars(NamedTuple):
    """Bars from the most important parameter down; see ``docs/importances.md``.

    ``sampler`` drew the trials, None where that is not known. ``pooled``: they are random
    trainings of the study's space, made on *What if*.
    """

    bars: tuple[ParameterImportance, ...]
    n_trials: int
    left_out: tuple[str, ...]
    reason: str
    sampler: SamplerId | None = None
    shifting: tuple[str, ...] = ()
    evaluator: EvaluatorId = "ped-anova"
    pooled: bool = False

    def first(self, count: int) -> ImportanceBars:
        """Return the same with no more than so many bars, the most important ones."""
        return self._replace(bars=self.bars[:count])

    def named(self, verdict: Verdict) -> list[str]:
        """Return the parameters of a verdict, the seed left out: it is luck itself."""
        return [b.name for b in self.bars if b.verdict == verdict and b.name != NOISE_PARAMETER]


def importances_data(result: ImportanceResult, sampler: SamplerId | None) -> ImportanceBars:
    """Return the bars of an evaluation of trials that a sampler drew, None if it is not known."""
    return ImportanceBars(
        result.parameters, result.n_trials, result.left_out, result.reason, sampler,
        result.shifting, result.evaluator,
    )  # fmt: skip


def importances_figure(
    data: ImportanceBars, *, template: TemplateName, low: bool = False
) -> go.Figure:
    """Draw a row for each parameter: its name and verdict in words, below them its bar.

    A click on a bar gives the parameter's name in its ``customdata``. A ``low`` one has no title at
    its axis, whose numbers say what it is.
    """
    if not data.bars:
        return empty_figure(data.reason, template)
    look = LOOKS[template]
    longest = max(max(bar.high, bar.noise or 0.0) for bar in data.bars)
    return rows_figure(
        [_bars(data, look), _ticks(data, look, 8 if low else 13), _words(data, look)],
        template,
        len(data.bars),
        longest=longest,
        title="" if low else "importance, with its 95 % interval",
        height=(48 if low else 116) + ROW_PX * len(data.bars),
        # The legend stands below the mode bar, and where there is no room for both, behind it.
        margin={"r": 16, "t": 22 if low else 64, "l": 8, "b": 26},
        legend={"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
        | ({"font": {"size": WORDS_PX}} if low else {}),
    )


def importance_words(bar: ParameterImportance) -> str:
    """Say what a bar is worth to somebody who knows none of the terms."""
    if bar.name == NOISE_PARAMETER:
        return "luck itself"
    if bar.trials_needed is not None:
        return f"needs about {bar.trials_needed:,} trials"
    return WORDS[bar.verdict] if bar.noise is not None else "cannot be judged"


def _bars(data: ImportanceBars, look: Look) -> go.Bar:
    return share_bars(
        [(bar.importance, bar.low, bar.high) for bar in data.bars],
        look.text,
        showlegend=False,
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
        customdata=[[_hover(bar), bar.name, plain(bar.name)] for bar in data.bars],
        hovertemplate="%{customdata[2]}: %{x:.1%}<br>%{customdata[0]}<extra></extra>",
    )


def _ticks(data: ImportanceBars, look: Look, size: int) -> go.Scatter:
    """Mark how far the permuted copies of each parameter reach."""
    known = [
        (bar, place)
        for bar, place in zip(data.bars, places(len(data.bars)), strict=True)
        if bar.noise is not None
    ]
    return go.Scatter(
        x=[bar.noise for bar, _ in known],
        y=[place for _, place in known],
        mode="markers",
        name=TICK,
        marker={
            "symbol": "line-ns",
            "size": size,
            "line": {"color": look.noise, "width": 2.5},
        },
        customdata=[[plain(bar.name)] for bar, _ in known],
        hovertemplate="%{customdata[0]}: 95 % of its own permuted copies stay below %{x:.1%}"
        "<extra></extra>",
    )


def _words(data: ImportanceBars, look: Look) -> go.Scatter:
    """Write the name, the share and the verdict of each parameter above its bar."""
    return row_words(
        [
            f"{plain(bar.name)} <b>{_share(bar.importance)}</b> {importance_words(bar)}"
            for bar in data.bars
        ],
        look,
    )


def _share(importance: float) -> str:
    return f"{importance:.0%}" if importance >= 0.0995 else f"{importance:.1%}"


def _hover(bar: ParameterImportance) -> str:
    return f"95 % interval {bar.low:.1%} to {bar.high:.1%}<br>{importance_words(bar)}"
