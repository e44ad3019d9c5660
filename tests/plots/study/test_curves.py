from typing import Any

import pandas as pd
import pytest

from dctaxi.plots.study.curves import curves_data, curves_figure, curves_text
from tests.plots.conftest import Rows

FALLING = [[20, 9.0, 8.0], [40, 5.0, 6.0]]
FLAT = [[20, 4.0, 3.0], [40, 4.0, 3.0]]
RISING = [[20, 1.0, 2.0], [40, 1.0, 3.0]]


def with_curves(trials: pd.DataFrame, curves: list[Any]) -> pd.DataFrame:
    return trials.assign(curve=pd.Series(curves, dtype=object))


def test_the_best_and_the_picked_are_drawn_each_once(make_rows: Rows) -> None:
    trials = with_curves(make_rows([3.0, 1.0, 2.0, 4.0]), [FLAT] * 4)
    data = curves_data(trials, best=2, trials=trials, picked=[3, 1])
    assert [(curve.number, curve.picked) for curve in data.curves] == [
        (2, False),
        (1, True),
        (3, True),
    ]
    assert data.curves[0].steps.tolist() == [20, 40]
    assert data.curves[0].train.tolist() == [4.0, 4.0]
    assert data.curves[0].val.tolist() == [3.0, 3.0]
    figure = curves_figure(data, template="light")
    assert {number for trace in figure.data for number in trace.customdata} == {1, 2, 3}


def test_a_picked_trial_is_drawn_though_it_is_filtered_out(make_rows: Rows) -> None:
    trials = with_curves(make_rows([3.0, 1.0]), [FLAT] * 2)
    data = curves_data(trials.iloc[:1], best=5, trials=trials, picked=[1])
    assert [curve.number for curve in data.curves] == [0, 1]


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (FALLING, "still improving at its end: its validation RMSE fell from 8.00 USD to 6.00 USD"),
        (FLAT, "had settled: its validation RMSE stayed at 3.00 USD since step 20"),
        (RISING, "got worse at its end: its validation RMSE rose from 2.00 USD to 3.00 USD"),
        ([[20, 1.0, 2.0]], "was validated once, after step 20"),
    ],
)
def test_the_sentence_says_how_the_best_ended(
    curve: list[Any], words: str, make_rows: Rows
) -> None:
    trials = with_curves(make_rows([1.0]), [curve])
    assert words in curves_text(curves_data(trials, best=5, trials=trials))


def test_what_another_program_reported_is_no_validation_error(make_rows: Rows) -> None:
    reports = [[1, float("nan"), -0.5], [2, float("nan"), -0.501]]
    trials = with_curves(make_rows([-0.501]), [reports])
    data = curves_data(trials, best=1, trials=trials)
    assert curves_text(data).startswith(
        "Trial 0, the best of these with -0.50 USD, had settled: its report stayed at -0.50 USD"
    )
    figure = curves_figure(data, template="light")
    assert figure.layout.yaxis.title.text == "reported (USD)"
    assert "validation" not in figure.data[0].hovertemplate


def test_trials_without_a_curve_are_named(make_rows: Rows) -> None:
    trials = with_curves(make_rows([1.0, 2.0, None]), [None, FLAT, []])
    data = curves_data(trials, best=2, trials=trials, picked=[2])
    assert data.without == (0, 2)
    assert "Without a curve: 0, 2." in curves_text(data)
