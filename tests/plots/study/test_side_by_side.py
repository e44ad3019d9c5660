import numpy as np
import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.study.side_by_side import (
    DIFFERS,
    MOST,
    curve_rows,
    curve_spec,
    side_by_side,
    side_by_side_text,
)
from tests.plots.conftest import Rows


@pytest.fixture
def parameters(lr: Parameter, width: Parameter, batch_size: Parameter) -> list[Parameter]:
    return [batch_size, lr, width]


def test_what_differs_comes_first_and_is_marked(
    make_rows: Rows, parameters: list[Parameter]
) -> None:
    trials = make_rows([3.0, 2.0, 5.0], batch_size=[1, 1, 4], lr=[0.1, 0.02, 0.3], width=[7, 11, 7])
    table = side_by_side(trials, parameters, [1, 0])
    assert list(table) == [DIFFERS, "trial 1", "trial 0"]
    searched = table[table.index.isin(["lr", "width", "batch_size"])]
    assert searched.index.tolist() == ["lr", "width", "batch_size"]
    assert [bool(mark) for mark in searched[DIFFERS]] == [True, True, False]
    assert table.loc["Value"].tolist() == ["", "2", "3"]
    assert table.loc["lr"].tolist()[1:] == ["0.02", "0.1"]
    assert side_by_side_text(table) == "These 2 trials differ in lr, width."


def test_a_parameter_that_one_lacks_differs(make_rows: Rows, width: Parameter) -> None:
    trials = make_rows([3.0, 2.0], width=[7.0, np.nan])
    table = side_by_side(trials, [width], [0, 1])
    assert table.loc["width"].tolist()[1:] == ["7", "not used"]
    assert table.loc["width", DIFFERS]


def test_trials_that_are_the_same_say_so(make_rows: Rows, width: Parameter) -> None:
    table = side_by_side(make_rows([3.0, 2.0], width=[7, 7]), [width], [0, 1])
    assert side_by_side_text(table) == "These 2 trials have the same hyperparameters."


def test_a_long_number_is_given_in_full(make_rows: Rows, batch_size: Parameter) -> None:
    table = side_by_side(make_rows([3.0, 1.0], batch_size=[607468150, 1]), [batch_size], [0, 1])
    assert table.loc["batch_size"].tolist()[1:] == ["607468150", "1"]


def test_more_than_fit_are_left_out(make_rows: Rows, width: Parameter) -> None:
    trials = make_rows([1.0] * 9, width=[7] * 9)
    assert len(side_by_side(trials, [width], range(9)).columns) == MOST + 1


def test_a_curve_has_a_row_for_each_of_its_points(make_rows: Rows) -> None:
    trials = make_rows([1.0, 2.0, 3.0])
    trials["curve"] = [[[20, 3.0, 2.5], [33, 1.5, 2.0]], None, [[20, 4.0, 3.5]]]
    rows = curve_rows(trials, [0, 1, 2])
    assert rows.to_numpy().tolist() == [
        ["trial 0", 20, 2.5],
        ["trial 0", 33, 2.0],
        ["trial 2", 20, 3.5],
    ]
    encoding = curve_spec(rows, "dark")["encoding"]
    assert encoding["color"]["scale"]["domain"] == ["trial 0", "trial 2"]


def test_none_is_a_value_where_it_is_a_choice(make_rows: Rows) -> None:
    trials = make_rows([1.0, 2.0], penalty=[None, "l2"])
    penalty = Parameter("penalty", "categorical", choices=(None, "l2"))
    table = side_by_side(trials.assign(curve=None), [penalty], [0, 1])
    assert table.loc["penalty"].tolist()[1:] == ["None", "l2"]
