"""The plots of a report, each with its question, its takeaway and the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dctaxi.analysis.importances import importances
from dctaxi.analysis.mode_gap import mode_gaps
from dctaxi.plots.contour import DEFAULT_PAIR, contour_data, contour_figure, contour_text
from dctaxi.plots.history import history_data, history_figure, history_text
from dctaxi.plots.honesty import honesty_data, honesty_figure, honesty_text
from dctaxi.plots.importances import (
    importances_data,
    importances_figure,
    importances_rows,
    importances_text,
)
from dctaxi.plots.parallel import DEFAULT_AXES, parallel_data, parallel_figure, parallel_text
from dctaxi.search import labels

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from dctaxi.analysis.baselines import Baseline
    from dctaxi.analysis.parameters import Parameter
    from dctaxi.search.space import SearchSpace


@dataclass(frozen=True)
class Plot:
    """A plot; ``columns`` and ``rows`` are a table of its numbers, empty where none says more."""

    name: str
    title: str
    question: str
    figure: go.Figure
    takeaway: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def plots_of(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    baseline: Baseline | None,
    space: SearchSpace | None,
) -> tuple[Plot, ...]:
    """Return the plots that a study's trials allow, in the light look."""
    makers: list[Callable[[], Plot]] = [lambda: _importances(trials, parameters)]
    if parameters:
        makers.append(lambda: _parallel(trials, parameters))
    if len(parameters) > 1:
        makers.append(lambda: _contour(trials, parameters))
    makers.append(lambda: _history(trials, baseline))
    if trials["train_rmse_eval"].notna().any():
        makers.append(lambda: _honesty(trials, space))
    return tuple(make() for make in makers)


def _plot(name: str, figure: go.Figure, takeaway: str) -> Plot:
    known = labels.PLOTS[name]
    return Plot(name, known.label, known.help, figure, takeaway)


def _importances(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Plot:
    data = importances_data(importances(trials, parameters))
    figure = importances_figure(data, template="light")
    plot = _plot("importances", figure, importances_text(data))
    rows = importances_rows(data)
    columns = tuple(rows[0]) if rows else ()
    cells = tuple(tuple(_text(row[column]) for column in columns) for row in rows)
    return Plot(plot.name, plot.title, plot.question, figure, plot.takeaway, columns, cells)


def _parallel(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Plot:
    names = [parameter.name for parameter in parameters]
    axes = [name for name in DEFAULT_AXES if name in names] or names[:3]
    data = parallel_data(trials, parameters, axes)
    return _plot("parallel", parallel_figure(data, template="light"), parallel_text(data))


def _contour(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> Plot:
    known = {parameter.name: parameter for parameter in parameters}
    pair = DEFAULT_PAIR if known.keys() >= set(DEFAULT_PAIR) else tuple(known)[:2]
    data = contour_data(trials, known[pair[0]], known[pair[1]])
    return _plot("contour", contour_figure(data, template="light"), contour_text(data))


def _history(trials: pd.DataFrame, baseline: Baseline | None) -> Plot:
    data = history_data(trials, baseline)
    return _plot("history", history_figure(data, template="light"), history_text(data))


def _honesty(trials: pd.DataFrame, space: SearchSpace | None) -> Plot:
    data = honesty_data(mode_gaps(trials, space))
    return _plot("honesty", honesty_figure(data, template="light"), honesty_text(data))


def _text(value: object) -> str:
    if value is None:
        return "\N{EN DASH}"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
