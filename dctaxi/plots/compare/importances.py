"""Importances of several searches side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis.importance import importances
from dctaxi.analysis.statistics import not_shown
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import (
    LOOKS,
    TemplateName,
    add_end_title,
    empty_figure,
    faded,
    make_figure,
    series_style,
)
from dctaxi.plots.study.importance_bars import importance_words
from dctaxi.plots.study.importances import sampler_note
from dctaxi.plots.view import Search, View

if TYPE_CHECKING:
    from dctaxi.analysis.importance import ImportanceResult, ParameterImportance
    from dctaxi.samplers import SamplerId

DRAWN = 12
"""Parameters that one figure shows, at most: the most important ones."""

_BAR_PX = 14
_BETWEEN_PX = 14
_AROUND_PX = 140


class ImportanceSides(NamedTuple):
    """Searches with their evaluations; ``names`` are all parameters, the most important first.

    ``drawn`` are the first of them. ``caution`` says which searches show less of what matters,
    since their sampler learned; empty for none.
    """

    names: tuple[str, ...]
    drawn: tuple[str, ...]
    sides: tuple[tuple[str, ImportanceResult], ...]
    caution: str = ""


def importance_sides_data(
    sides: Sequence[tuple[str, ImportanceResult]], samplers: Sequence[SamplerId | None]
) -> ImportanceSides:
    """Return named evaluations side by side; ``samplers`` drew their trials, None if not known."""
    highest: dict[str, float] = {}
    for _, result in sides:
        for one in result.parameters:
            highest[one.name] = max(one.importance, highest.get(one.name, 0.0))
    names = sorted(highest, key=lambda name: (-highest[name], name))
    named = [name for name, _ in sides]
    caution = _caution(named, samplers)
    return ImportanceSides(tuple(names), tuple(names[:DRAWN]), tuple(sides), caution)


def importance_sides_figure(data: ImportanceSides, *, template: TemplateName) -> go.Figure:
    """Draw a bar for each search at each parameter, with its 95 % interval."""
    if not data.names:
        reasons = dict.fromkeys(result.reason for _, result in data.sides)
        return empty_figure(next(iter(reasons), "There is no study."), template)
    look = LOOKS[template]
    traces: list[Any] = []
    for place, (name, result) in enumerate(data.sides):
        colour, dash = series_style(place, look)
        bars = [bar for bar in result.parameters if bar.name in data.drawn]
        traces.append(
            go.Bar(
                x=[bar.importance for bar in bars],
                y=[plain(bar.name) for bar in bars],
                name=plain(name),
                orientation="h",
                marker={
                    "color": [faded(colour, 0.9 if b.verdict == "above" else 0.35) for b in bars],
                    "line": {"color": colour, "width": 1},
                    "pattern": {"shape": "" if dash == "solid" else "/"},
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [max(0.0, bar.high - bar.importance) for bar in bars],
                    "arrayminus": [max(0.0, bar.importance - bar.low) for bar in bars],
                    "color": look.muted_text,
                    "thickness": 1,
                    "width": 2,
                },
                customdata=[_hover(bar) for bar in bars],
                hovertemplate=f"{plain(name)}, %{{y}}: %{{customdata}}<extra></extra>",
            )
        )
    height = (_BAR_PX * len(data.sides) + _BETWEEN_PX) * len(data.drawn)
    figure = make_figure(
        traces,
        template,
        height=height + _AROUND_PX,
        legend={"y": -0.5 * _AROUND_PX / height},
        barmode="group",
        bargap=0.25,
        xaxis={"tickformat": ".0%", "rangemode": "tozero"},
        yaxis={
            "categoryorder": "array",
            "categoryarray": list(map(plain, data.drawn)),
            "autorange": "reversed",
            "showgrid": False,
            "type": "category",
        },
    )
    add_end_title(figure, "importance, with its 95 % interval")
    return figure


def importance_sides_text(data: ImportanceSides) -> str:
    """Say which parameters matter more than luck in all searches, and which in some only."""
    judged = [(name, result) for name, result in data.sides if result.parameters]
    missing = "".join(
        f" {name}: {result.reason}" for name, result in data.sides if not result.parameters
    )
    if not judged:
        return missing.strip() or "There is no study."
    above = {
        name: {bar.name for bar in result.parameters if bar.verdict == "above"}
        for name, result in judged
    }
    everywhere = [name for name in data.names if all(name in found for found in above.values())]
    somewhere = [
        f"{parameter} in {', '.join(name for name, found in above.items() if parameter in found)}"
        for parameter in data.names
        if parameter not in everywhere and any(parameter in found for found in above.values())
    ]
    if not everywhere and not somewhere:
        none = not_shown("hyperparameter", "matter more than luck", "In these searches")
        return none + data.caution + missing
    sentences = []
    if everywhere:
        where = "in all of them" if len(judged) > 1 else f"in {judged[0][0]}"
        sentences.append(f"More than luck {where}: {', '.join(everywhere)}.")
    if somewhere:
        sentences.append(f"More than luck in some only: {'; '.join(somewhere)}.")
    pale = " Pale bars are not told from luck."
    if len(data.drawn) < len(data.names):
        pale += f" Drawn: the {len(data.drawn)} most important of {len(data.names)} parameters."
    return " ".join(sentences) + pale + data.caution + missing


def _caution(names: Sequence[str], samplers: Sequence[SamplerId | None]) -> str:
    """Say of which searches a sampler that learns drew the trials, with a space before."""
    found = ""
    for sampler in dict.fromkeys(samplers):
        note = sampler_note(sampler)
        if note:
            of = [n for n, drawn in zip(names, samplers, strict=True) if drawn == sampler]
            found += f" {', '.join(of)}:{note}"
    return found


def _hover(bar: ParameterImportance) -> str:
    return f"{bar.importance:.1%} ({bar.low:.1%} to {bar.high:.1%}), {importance_words(bar)}"


def _of_searches(searches: Sequence[Search]) -> ImportanceSides:
    """Judge the trials of all repeats of a search together."""
    return importance_sides_data(
        [
            (search.name, importances(pd.concat(search.runs, ignore_index=True), search.parameters))
            for search in searches
        ],
        [search.sampler for search in searches],
    )


def _rows(_searches: Sequence[Search], data: ImportanceSides) -> pd.DataFrame:
    """Return a row for every parameter of every search."""
    return pd.DataFrame(
        [
            {
                "search": name,
                "hyperparameter": one.name,
                "importance": one.importance,
                "low": one.low,
                "high": one.high,
                "verdict": importance_words(one),
            }
            for name, result in data.sides
            for one in result.parameters
        ]
    )


IMPORTANCE_SIDES = View(
    name="importance_sides",
    title="Importances side by side",
    question="Does the same matter everywhere? How much each hyperparameter decides whether a "
    "trial is among the best tenth of its search. The narrower a range, the less is left to "
    "decide.",
    data=_of_searches,
    figure=importance_sides_figure,
    sentence=importance_sides_text,
    table=_rows,
)
