import json

import numpy as np
import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.study.rank import DRAWN_POINTS, rank_data, rank_figure, rank_text
from tests.plots.conftest import Rows


def test_points_are_coloured_by_rank_and_the_best_is_drawn_last(
    make_rows: Rows, lr: Parameter, dropout: Parameter
) -> None:
    trials = make_rows([5.0, 0.0, 900.0, None], lr=[0.1, 1.0, 0.01, 0.1], dropout=[0, 0.5, 1, 1])
    data = rank_data(trials, lr, dropout)
    assert data.numbers.tolist() == [2, 0, 1]
    assert data.colours.tolist() == [1.0, 0.5, 0.0]
    assert data.x.tolist() == pytest.approx([-2, -1, 0])
    assert data.y.tolist() == [1.0, 0.0, 0.5]
    assert data.failed_numbers.tolist() == [3]
    figure = rank_figure(data, template="light")
    assert [list(trace.customdata) for trace in figure.data] == [[2, 0, 1], [3]]


def test_the_order_of_trials_can_stand_across(make_rows: Rows, lr: Parameter) -> None:
    data = rank_data(make_rows([1.0, 2.0, 3.0], lr=[0.1, 0.2, 0.3]), None, lr)
    assert data.x_axis.name == "trial"
    assert sorted(np.round(data.x).tolist()) == [0, 1, 2]


def test_points_of_a_category_are_spread_but_stay_nearest_to_their_own(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    data = rank_data(make_rows([1.0] * 50, lr=[0.1] * 50, width=[7, 11] * 25), lr, width)
    assert len(np.unique(data.y)) == 50
    assert np.round(data.y).tolist() == [number % 2 for number in data.numbers]


def test_the_sentence_says_where_the_best_tenth_lies_beside_all(
    make_rows: Rows, dropout: Parameter, width: Parameter
) -> None:
    places = np.linspace(0, 1, 101)
    trials = make_rows(places.tolist(), dropout=places.tolist(), width=[7] * 20 + [11] * 81)
    text = rank_text(rank_data(trials, dropout, width))
    assert "The best tenth, 10 trials" in text
    assert "width 7 in 100% of its trials (20% of all)" in text
    assert "dropout 0.009 to 0.081 mostly (all: 0.1 to 0.9)" in text
    assert "Chance would not have put them there on dropout and width." in text


@pytest.mark.calibration
def test_under_noise_hardly_any_plot_says_that_chance_would_not_do_it(
    make_rows: Rows, dropout: Parameter, width: Parameter
) -> None:
    told = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        trials = make_rows(
            rng.normal(size=100).tolist(),
            dropout=rng.uniform(size=100),
            width=rng.choice([7, 11], 100),
        )
        text = rank_text(rank_data(trials, dropout, width))
        told += "Chance would not" in text
        assert ("Trials picked at random may lie like that" in text) != ("Chance would" in text)
    assert told <= 0.05 * 400


def test_a_parameter_that_the_best_lack_is_said(make_rows: Rows, dropout: Parameter) -> None:
    lacking = [None] * 30 + [0.5] * 30
    trials = make_rows(list(map(float, range(60))), dropout=lacking)
    assert "dropout not used mostly" in rank_text(rank_data(trials, None, dropout))


def test_ten_thousand_trials_are_thinned_for_drawing_only(make_rows: Rows, lr: Parameter) -> None:
    rng = np.random.default_rng(0)
    rates = (10.0 ** rng.uniform(-2, 0, 10_000)).tolist()
    data = rank_data(make_rows(rng.uniform(1, 9, 10_000).tolist(), lr=rates), None, lr)
    assert len(data.numbers) == DRAWN_POINTS
    assert "The best tenth, 1,000 trials" in rank_text(data)
    assert f"{DRAWN_POINTS:,} of 10,000 points drawn" in rank_text(data)


@pytest.mark.parametrize("values", [[], [None], [0.0], [1.0], [2.0] * 7, [None, 3.0]])
def test_any_trials_can_be_drawn(
    values: list[float | None], make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows(values, lr=[0.1] * len(values), width=[7] * len(values))
    for x, y in ((lr, width), (None, lr), (None, width)):
        data = rank_data(trials, x, y)
        for template in ("light", "dark"):
            json.loads(rank_figure(data, template=template).to_json())
        assert rank_text(data)
