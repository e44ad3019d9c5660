"""Sobol indices as bars: what each hyperparameter does by itself and in all, and what is luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dctaxi.analysis.importance import NOISE_PARAMETER
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded
from dctaxi.plots.parts.worded_rows import ROW_PX, places, row_words, rows_figure, share_bars

if TYPE_CHECKING:
    from dctaxi.analysis.importance import Scale, SobolIndex, SobolResult
    from dctaxi.analysis.statistics import Estimate

BY_TRAINING_QUESTION = (
    "Which parameters decide how good a training is, by themselves and with others, and how much "
    "is luck? Answered by trainings made for it, over the whole space."
)

_NAMED = 3
_ALONE, _IN_ALL, _BEYOND = "by itself", "in all, with others and luck", "averaged over luck"


def by_training_figure(
    result: SobolResult, *, template: TemplateName, low: bool = False
) -> go.Figure:
    """Draw a row for each parameter: a pale bar for all that it does, a full one for it alone.

    A click on a bar gives the parameter's name in its ``customdata``. A ``low`` one has no title at
    its axis, and its legend in one line.
    """
    if not result.indices:
        return empty_figure(result.reason, template)
    look = LOOKS[template]
    longest = max(one.total.high for one in result.indices)
    return rows_figure(
        [_bars(result, look, alone=False), _bars(result, look, alone=True),
         _beyond(result, look), _words(result, look)],
        template,
        len(result.indices),
        longest=longest,
        title="" if low else "share of the variance, with its 95 % interval",
        height=(60 if low else 130) + ROW_PX * len(result.indices),
        margin={"r": 16, "t": 26 if low else 84, "l": 8, "b": 26},
        barmode="overlay",
        legend={"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
        | ({"font": {"size": 10}} if low else {"orientation": "v"}),
    )  # fmt: skip


def by_training_text(result: SobolResult) -> str:
    """Say how much is luck, what decides beyond it, and what the numbers rest on."""
    if not result.indices:
        return result.reason
    luck = result.luck
    above = [one for one in result.indices if one.matters and one.beyond_luck is not None]
    sentences = []
    if luck is not None:
        sentences.append(
            f"Luck is {share_text(luck.total)} of the variance between trainings: so much stays "
            "open when everything but the seed is known."
        )
    if above:
        named = [f"{one.name} {share_text(one.beyond_luck)}" for one in above[:_NAMED]]
        rest = f" and {len(above) - _NAMED} more" if len(above) > _NAMED else ""
        sentences.append(f"Averaged over luck, these decide: {', '.join(named)}{rest}.")
    else:
        sentences.append("Averaged over luck, no hyperparameter has a measurable effect.")
    told = [pair for pair in result.pairs if pair.told and NOISE_PARAMETER not in pair.names]
    if told:
        pair = told[0]
        sentences.append(
            f"Most at work together: {' and '.join(pair.names)}, {share_text(pair.share)}."
        )
    return " ".join([*sentences, basis_text(result)])


def basis_text(result: SobolResult) -> str:
    """Say what the indices rest on: how many trainings, how they count, what not all have."""
    ends = (
        f"{result.unfinished:,} without a result count as the worst"
        if result.unfinished
        else "all of them finished"
    )
    sentences = [
        f"From {result.trainings:,} trainings of {result.samples:,} base samples, {ends}; "
        f"{COUNTING[result.scale]}"
    ]
    if result.conditional:
        names = ", ".join(result.conditional)
        sentences.append(f"Shares among the trainings that have them: {names}.")
    return " ".join(sentences)


COUNTING: dict[Scale, str] = {
    "ranks": "each counts by its rank among all, so that a few that explode do not decide.",
    "usd": "each counts by its error, so a few that explode make most of the variance.",
}
"""How trainings count, after what they are."""


def by_training_rows(result: SobolResult) -> list[dict[str, str | float | None]]:
    """Return the numbers behind the bars, a row for each parameter, shares in percent."""
    rows: list[dict[str, str | float | None]] = []
    for one in result.indices:
        row: dict[str, str | float | None] = {"parameter": one.name, "verdict": words_of(one)}
        for name, found in (
            ("by itself", one.first),
            ("in all", one.total),
            ("beyond luck", one.beyond_luck),
        ):
            row[name] = None if found is None else 100 * found.value
            row[f"{name}, from"] = None if found is None else 100 * found.low
            row[f"{name}, to"] = None if found is None else 100 * found.high
        rows.append(row)
    return rows


def words_of(index: SobolIndex) -> str:
    """Say what an index is worth to somebody who knows none of the terms."""
    if index.beyond_luck is None:
        return "luck itself"
    return "matters beyond luck" if index.matters else "no measurable effect"


def share_text(share: Estimate | None) -> str:
    """Return a share with its interval: ``42 % (37 to 47 %)``."""
    if share is None:
        return ""
    value, low, high = (f"{100 * end:.{1 if share.high < 0.1 else 0}f}" for end in share)
    return f"{value} % ({low} to {high} %)"


def _bars(result: SobolResult, look: Look, *, alone: bool) -> go.Bar:
    shares = [one.first if alone else one.total for one in result.indices]
    colours = [look.noise if one.name == NOISE_PARAMETER else look.main for one in result.indices]
    return share_bars(
        [(share.value, share.low, share.high) for share in shares],
        look.text if alone else look.muted_text,
        name=_ALONE if alone else _IN_ALL,
        marker={
            "color": colours if alone else [faded(colour, 0.3) for colour in colours],
            "line": {"width": 0},
        },
        customdata=[
            [share_text(share), one.name, plain(one.name)]
            for share, one in zip(shares, result.indices, strict=True)
        ],
        hovertemplate=f"%{{customdata[2]}} {_ALONE if alone else _IN_ALL}: %{{customdata[0]}}"
        "<extra></extra>",
    )


def _beyond(result: SobolResult, look: Look) -> go.Scatter:
    """Mark what each parameter does in the mean over all seeds."""
    known = [
        (place, one, one.beyond_luck)
        for place, one in zip(places(len(result.indices)), result.indices, strict=True)
        if one.beyond_luck is not None
    ]
    return go.Scatter(
        x=[share.value for _, _, share in known],
        y=[place for place, _, _ in known],
        mode="markers",
        cliponaxis=False,
        name=_BEYOND,
        marker={
            "symbol": "diamond",
            "size": 9,
            "color": look.background,
            "line": {"color": look.text, "width": 1.8},
        },
        customdata=[[share_text(share), one.name, plain(one.name)] for _, one, share in known],
        hovertemplate=f"%{{customdata[2]}} {_BEYOND}: %{{customdata[0]}}<extra></extra>",
    )


def _words(result: SobolResult, look: Look) -> go.Scatter:
    """Write the name, the share beyond luck and its verdict above each bar."""
    return row_words(
        [
            f"{plain(one.name)} <b>{100 * (one.beyond_luck or one.total).value:.1f} %</b> "
            f"{words_of(one)}"
            for one in result.indices
        ],
        look,
    )
