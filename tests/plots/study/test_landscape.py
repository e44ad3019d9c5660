import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis import LandscapeCells
from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.objective import ranks
from dctaxi.plots.study.landscape import landscape_data, landscape_text
from dctaxi.plots.study.landscape_figure import landscape_figure

LR = Parameter("lr", "float", 0.001, 1.0, log=True)
OPTIMIZER = Parameter("optimizer", "categorical", choices=("Adam", "SGD"))
MEDIAN = np.array([[1.0, 2.0, 3.0], [4.0, np.nan, 6.0]])


def cells(median=MEDIAN, trained=8):
    return LandscapeCells(
        "lr", "optimizer", (10**-2.5, 10**-1.5, 10**-0.5), ("Adam", "SGD"),
        median=median, lower=median - 1, upper=median + 2,
        diverged=np.where(np.isnan(median), 0.75, 0.0),
        trained=np.full(median.shape, trained),
    )  # fmt: skip


def data(layer="median", **options):
    return landscape_data(options.pop("cells", cells()), (LR, OPTIMIZER), layer, **options)


def test_cells_reach_to_halfway_between_their_values():
    shown = data()
    assert shown.x_edges == pytest.approx([-3, -2, -1, 0])
    assert shown.y_edges == pytest.approx([-0.5, 0.5, 1.5])
    figure = landscape_figure(shown, template="light")
    assert figure.data[0].x == pytest.approx([0.001, 0.01, 0.1, 1])
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.yaxis.ticktext) == ["Adam", "SGD"]


def test_medians_are_coloured_by_rank():
    there = np.isfinite(MEDIAN)
    assert data().colours[there] == pytest.approx(ranks(MEDIAN[there]))
    assert data().ticks[0] == (0.0, "1")


def test_spread_and_share_have_scales_of_their_own():
    assert data("spread").numbers[0].tolist() == [3, 3, 3]
    share = data("diverged")
    assert share.colours[1, 1] == 0.75
    assert share.ticks[-1] == (1.0, "100%")


def test_a_click_tells_row_and_column_and_a_trial_its_number():
    trials = pd.DataFrame({
        "number": [3, 4, 5],
        "value": [1.5, 2.5, np.nan],
        "state": ["COMPLETE", "COMPLETE", "FAIL"],
        "params_lr": [0.01, 0.1, 0.1],
        "params_optimizer": ["SGD", "Adam", "Adam"],
    })  # fmt: skip
    figure = landscape_figure(data(trials=trials), template="dark")
    _, middles, points = figure.data
    # Lists, not an array: that reaches the browser as objects.
    assert list(middles.customdata) == [[r, c] for r in range(2) for c in range(3)]
    assert middles.x[:3] == pytest.approx([10**-2.5, 10**-1.5, 10**-0.5])
    assert list(points.customdata) == [3, 4]
    assert points.x == pytest.approx([0.01, 0.1])
    assert list(points.y) == [1, 0]


def test_hovering_tells_a_cells_number_and_its_trainings():
    shown = data()
    assert shown.hover[0][1] == "lr 0.0316, optimizer Adam: 2.00 USD in 8 trainings"
    assert shown.hover[1][1] == "lr 0.0316, optimizer SGD: no number in 8 trainings"


def test_says_from_where_to_where_the_cells_go_and_which_have_no_number():
    text = landscape_text(data())
    assert text.startswith("Over the cells the median goes from 1.00 USD to 6.00 USD.")
    assert "1 cell without: too many of their trainings gave no result." in text
    assert "lowest" not in text  # which cell that is, is tested where noise is


def test_says_how_much_is_done():
    trained = np.array([[8, 8, 0], [0, 0, 0]])
    median = np.where(trained > 0, MEDIAN, np.nan)
    partial = landscape_data(
        LandscapeCells("lr", "optimizer", cells().x_values, cells().y_values, median, median,
                       median, np.where(trained > 0, 0.0, np.nan), trained),
        (LR, OPTIMIZER),
    )  # fmt: skip
    assert landscape_text(partial).endswith("So far 2 of 6 cells have a training.")


def test_equal_cells_are_told_in_one_sentence():
    flat = cells(median=np.full((2, 3), 4.0))
    assert landscape_text(data(cells=flat)) == "In every cell the median is 4.00 USD."


def test_nothing_yet():
    empty = data(cells=cells(median=np.full((2, 3), np.nan), trained=0))
    assert landscape_text(empty) == "No cell has a number yet."
    assert not landscape_figure(empty, template="light").data
