"""Bar chart of hyperparameter importances, with the seed's bar as the noise level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import plotly.graph_objects as go

from dctaxi.analysis.importances import NOISE_PARAMETER, TRIALS_NEEDED
from dctaxi.plots.numbers import count_text
from dctaxi.plots.template import LOOKS, TemplateName, empty_figure, faded, make_figure

if TYPE_CHECKING:
    from dctaxi.analysis.importances import ImportanceResult

_ROW_PX = 30


class ImportanceBars(NamedTuple):
    """Bars from the most important parameter down; ``noise`` is the seed's share or None."""

    names: tuple[str, ...]
    shares: tuple[float, ...]
    verdicts: tuple[str | None, ...]
    noise: float | None
    n_trials: int
    left_out: tuple[str, ...]
    reason: str


def importances_data(result: ImportanceResult) -> ImportanceBars:
    """Return the bars of an evaluation."""
    shares = {one.name: one.importance for one in result.parameters}
    return ImportanceBars(
        tuple(shares),
        tuple(shares.values()),
        tuple(one.verdict for one in result.parameters),
        shares.get(NOISE_PARAMETER),
        result.n_trials,
        result.left_out,
        result.reason,
    )


def importances_figure(data: ImportanceBars, *, template: TemplateName) -> go.Figure:
    """Draw the bars; a click on one gives its parameter as ``y``."""
    if not data.names:
        return empty_figure(data.reason, template)
    look = LOOKS[template]
    colours = [
        look.noise if name == NOISE_PARAMETER
        else look.main if verdict == "above" or data.noise is None
        else faded(look.main, 0.45)
        for name, verdict in zip(data.names, data.verdicts, strict=True)
    ]  # fmt: skip
    bars = go.Bar(
        x=data.shares,
        y=data.names,
        orientation="h",
        marker={
            "color": colours,
            "pattern": {"shape": ["/" if n == NOISE_PARAMETER else "" for n in data.names]},
            "line": {"width": 0},
        },
        customdata=[verdict or "" for verdict in data.verdicts],
        hovertemplate="%{y}: %{x:.1%}<br>%{customdata}<extra></extra>",
    )
    numbers = go.Scatter(
        # Beside the noise line where a bar ends before it.
        x=[max(share, data.noise or 0.0) for share in data.shares],
        y=data.names,
        mode="text",
        text=[f"&nbsp;{share:.1%}" for share in data.shares],
        textposition="middle right",
        textfont={"color": look.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure = make_figure(
        [bars, numbers],
        template,
        height=116 + _ROW_PX * len(data.names),
        margin={"r": 48, "t": 56, "l": 8, "b": 8},  # the note stands below the mode bar
        bargap=0.35,
        showlegend=False,
        xaxis={"tickformat": ".0%", "rangemode": "tozero", "title": {"text": "importance"}},
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "tickfont": {"color": look.text},
            "type": "category",
        },
    )
    if data.noise is not None:
        figure.add_vline(
            x=data.noise,
            line={"color": look.noise, "width": 1.5, "dash": "dash"},
            annotation={
                "text": "noise level: the seed",
                "font": {"color": look.noise},
                "yref": "paper",
                "y": 1.0,
                "yanchor": "bottom",
                "xanchor": "left",
            },
        )
    return figure


def importances_text(data: ImportanceBars) -> str:
    """Say which parameters matter more than luck."""
    if not data.names:
        return data.reason
    trials = count_text(data.n_trials, "finished trial")
    left_out = (
        f" Not judged, since not every trial has them: {', '.join(data.left_out)}."
        if data.left_out
        else ""
    )
    if data.noise is None:
        return (
            f"{data.names[0]} matters most over {trials}; the seed is not in this space, so there "
            f"is no noise level to compare with.{left_out}"
        )
    if "too-few" in data.verdicts:
        return (
            f"{data.names[0]} comes first, but {trials} are too few to tell it from the random "
            f"seed: {TRIALS_NEEDED} would do.{left_out}"
        )
    above = [n for n, verdict in zip(data.names, data.verdicts, strict=True) if verdict == "above"]
    if not above:
        return f"Over {trials} nothing matters more than the random seed.{left_out}"
    verb = "matters" if len(above) == 1 else "matter"
    return f"Over {trials} {_listed(above)} {verb} more than the random seed.{left_out}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
