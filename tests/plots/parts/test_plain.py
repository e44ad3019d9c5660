import json
from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from dctaxi.analysis.reading.parameters import Parameter
from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.figure_rows import figure_rows
from dctaxi.plots.parts.plain import plain
from dctaxi.plots.study.distribution import distribution_data, distribution_figure

STRANGER = '<a href="https://stranger.example">lr</a> %{customdata} \x1b'


def test_tags_and_placeholders_are_drawn_as_they_are_written() -> None:
    shown = plain(STRANGER)
    assert "<" not in shown
    assert "{" not in shown
    assert r"\x1b" in shown
    assert plain("num_layers 2") == "num_layers 2"


def numbers() -> go.Figure:
    data = distribution_data([(STRANGER, [1.0, 2.0])], [(STRANGER, 1.5)])
    return distribution_figure(data, template="light")


def dots() -> go.Figure:
    data = distribution_data([(STRANGER, [1.0, 2.0])], [])
    return distribution_figure(data, template="light", kind="strip")


def axis() -> go.Figure:
    parameter = Parameter(STRANGER, "categorical", choices=(STRANGER, "b"))
    axis = axis_of(parameter, pd.Series([STRANGER, "b"]))
    figure = go.Figure()
    return figure.update_layout(xaxis=axis.layout(axis.positions(pd.Series(["b", STRANGER]))))


@pytest.mark.parametrize("draw", [numbers, dots, axis])
def test_a_figure_holds_no_tag_of_a_stranger(draw: Callable[[], go.Figure]) -> None:
    figure = json.dumps(draw().to_plotly_json(), default=str)
    assert "<a" not in figure
    assert "%{customdata} " not in figure
    assert "&lt;a" in figure


def test_a_figures_table_has_the_name_as_it_was_given() -> None:
    assert set(figure_rows(numbers())["of"]) == {STRANGER.replace("\x1b", r"\x1b")}
