"""The plots of a report, each with its question, its takeaway and the numbers behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dctaxi import labels
from dctaxi.analysis.importance.importances import importances
from dctaxi.analysis.mode_gap import mode_gap_rows, mode_gaps
from dctaxi.plots.study.contour import DEFAULT_PAIR, contour_data, contour_figure, contour_text
from dctaxi.plots.study.history import history_data, history_figure, history_text
from dctaxi.plots.study.honesty import honesty_data, honesty_figure, honesty_text
from dctaxi.plots.study.importances import (
    importances_data,
    importances_figure,
    importances_rows,
    importances_text,
    sampler_note,
)
from dctaxi.plots.study.parallel import DEFAULT_AXES, parallel_data, parallel_figure, parallel_text
from dctaxi.plots.study.spreads import WIDTH, spread_rows

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.reading.parameters import Parameter
    from dctaxi.analysis.studies.independence import ExpectedBest
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyPlan

LISTED = 10
"""Rows of a table; the figure has them all."""


@dataclass(frozen=True)
class Plot:
    """A plot and a table of its numbers, named by ``caption``; no row where there is nothing."""

    name: str
    title: str
    question: str
    figure: go.Figure
    takeaway: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plots_of(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    baseline: Baseline | None,
    expected: ExpectedBest | None,
    plan: StudyPlan | None,
) -> tuple[Plot, ...]:
    """Return the plots that a study's trials allow, in the light look."""
    makers: list[Callable[[], Plot]] = [lambda: _importances(trials, parameters, plan)]
    if parameters:
        makers.append(lambda: _parallel(trials, parameters))
    if len(parameters) > 1:
        makers.append(lambda: _contour(trials, parameters))
    makers.append(lambda: _history(trials, baseline, expected))
    if trials["train_rmse_eval"].notna().any():
        makers.append(lambda: _honesty(trials, None if plan is None else plan.space))
    return tuple(make() for make in makers)


def cell_text(value: object) -> str:
    """Return a number in a few digits, a dash where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "\N{EN DASH}"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"
    return str(value)


def _plot(name: str, figure: go.Figure, takeaway: str, caption: str, table: pd.DataFrame) -> Plot:
    known = labels.PLOTS[name]
    rows = tuple(tuple(map(cell_text, row)) for row in table.astype(object).to_numpy().tolist())
    return Plot(
        name, known.label, known.help, figure, takeaway, caption, tuple(map(str, table)), rows
    )


def _importances(
    trials: pd.DataFrame, parameters: Sequence[Parameter], plan: StudyPlan | None
) -> Plot:
    data = importances_data(importances(trials, parameters))
    figure = importances_figure(data, template="light")
    table = pd.DataFrame(importances_rows(data))
    shares = [name for name in ("importance", "low", "high", "noise") if name in table]
    table[shares] = table[shares].astype(object).map(_percent)
    caption = "Importances, their 95 % intervals, and what 97.5 % of a parameter's own permuted "
    note = sampler_note(plan.sampler) if plan is not None and data.bars else ""
    takeaway = importances_text(data) + note
    return _plot("importances", figure, takeaway, f"{caption}copies stay below", table)


def _parallel(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Plot:
    names = [parameter.name for parameter in parameters]
    axes = [name for name in DEFAULT_AXES if name in names] or names[:3]
    data = parallel_data(trials, parameters, axes)
    table = spread_rows(data.spreads)
    table[WIDTH] = (100 * table[WIDTH].astype(float)).astype(object).map(_percent)
    caption = "Where the middle 80 % of the trials lie; of categories, the most frequent one"
    figure = parallel_figure(data, template="light")
    return _plot("parallel", figure, parallel_text(data), caption, table)


def _contour(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Plot:
    known = {parameter.name: parameter for parameter in parameters}
    pair = DEFAULT_PAIR if known.keys() >= set(DEFAULT_PAIR) else tuple(known)[:2]
    data = contour_data(trials, known[pair[0]], known[pair[1]])
    table = data.cells.table().head(LISTED)
    figure = contour_figure(data, template="light")
    return _plot("contour", figure, contour_text(data), "The lowest cells", table)


def _history(
    trials: pd.DataFrame, baseline: Baseline | None, expected: ExpectedBest | None
) -> Plot:
    data = history_data(trials, baseline, expected)
    table = pd.DataFrame({"trial": data.best_numbers, "best so far, USD": data.best_values})
    figure = history_figure(data, template="light")
    caption = "The trials at which the best changed, the last ones"
    return _plot("history", figure, history_text(data), caption, table.tail(LISTED))


def _honesty(trials: pd.DataFrame, space: SearchSpace | None) -> Plot:
    gaps = mode_gaps(trials, space)
    data = honesty_data(gaps)
    table = mode_gap_rows(gaps).head(LISTED)
    table["modes differ"] = table["modes differ"].map({True: "yes", False: "no"})
    named = {
        name: f"{labels.METRICS[name].label}, USD"
        for name in map(str, table)
        if name in labels.METRICS
    }
    caption = "Trials whose two training errors differ come first, the best of them on top"
    figure = honesty_figure(data, template="light")
    table = table.rename(columns={"number": "trial", "value": "objective, USD", **named})
    return _plot("honesty", figure, honesty_text(data), caption, table)


def _percent(value: float | None) -> str:
    return "\N{EN DASH}" if value is None or math.isnan(value) else f"{value:.1f} %"
