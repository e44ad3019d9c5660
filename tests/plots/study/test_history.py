import numpy as np
import pandas as pd

from dctaxi.analysis import Baseline
from dctaxi.analysis.statistics.best_of_curve import BestOfCurve
from dctaxi.analysis.studies import ExpectedBest
from dctaxi.plots.study.history import DRAWN_POINTS, history_data, history_figure, history_text
from tests.plots.conftest import Rows

BASELINE = Baseline(23.0, 24.0, 25.0)


def test_the_best_so_far_changes_only_where_a_trial_is_better(make_rows: Rows) -> None:
    data = history_data(make_rows([5.0, 7.0, 5.0, None, 0.0, 3.0]))
    assert data.best_numbers.tolist() == [0, 4]
    assert data.best_values.tolist() == [5.0, 0.0]
    assert data.numbers.tolist() == [0, 1, 2, 4, 5]
    assert data.failed_numbers.tolist() == [3]
    assert data.last == 5


def with_constants(rows: pd.DataFrame, constants: list[float | None]) -> pd.DataFrame:
    return rows.assign(constant_objective=pd.Series(constants, dtype="float64"))


def test_the_sentence_compares_the_best_with_the_constant_answer_on_its_own_rows(
    make_rows: Rows,
) -> None:
    rows = with_constants(make_rows([30.0, 2.0, None]), [24.0, 2.5, None])
    assert "at trial 1, 0.50 below the 2.50 USD of always answering the mean on its own rows" in (
        history_text(history_data(rows))
    )
    rows = with_constants(make_rows([30.0, 2.0]), [24.0, 2.0])
    assert "not below the 2.00 USD" in history_text(history_data(rows))
    rows = with_constants(make_rows([30.0, 2.0]), [4.5, 4.5])
    assert "2.50 below the 4.50 USD of always answering the mean." in history_text(
        history_data(rows)
    )


def test_a_study_without_measured_constants_says_so(make_rows: Rows) -> None:
    told = history_text(history_data(make_rows([30.0, 2.0]), BASELINE))
    assert "from 23.00 to 25.00 USD over this space, and was not measured on the rows" in told


def test_a_constant_that_moves_more_than_the_trials_is_said(make_rows: Rows) -> None:
    rows = with_constants(make_rows([9.0, 9.1, 9.2, 9.3]), [7.0, 9.0, 9.0, 12.0])
    told = history_text(history_data(rows))
    assert "Part of what you see is the batch" in told
    assert "from 7.00 to 12.00 USD" in told
    rows = with_constants(make_rows([5.0, 9.0, 19.0, 30.0]), [7.0, 7.5, 7.0, 7.0])
    assert "the batch" not in history_text(history_data(rows))


def test_a_log_axis_and_clipped_points_are_said(make_rows: Rows) -> None:
    assert "The axis is logarithmic" in history_text(history_data(make_rows([1.0, 2.0, 900.0])))
    far = history_text(history_data(make_rows([0.0, 1.0, 1.1, 1.2, 1.3, 1.4, 90.0])))
    assert "1 trial above the axis" in far


def test_the_constant_answer_is_a_line_where_it_always_scores_the_same(make_rows: Rows) -> None:
    rows = with_constants(make_rows([30.0, 2.0]), [24.0, 24.0])
    figure = history_figure(history_data(rows), template="light")
    assert [list(t.y) for t in figure.data if "constant answer" in t.name] == [[24.0, 24.0]]
    low, high = figure.layout.yaxis.range
    assert low < 24.0 < high or figure.layout.yaxis.type == "log"


def test_the_constant_answer_is_a_point_per_trial_in_a_band_where_it_moves(make_rows: Rows) -> None:
    rows = with_constants(make_rows([30.0, None, 2.0]), [24.0, 22.0, 20.0])
    figure = history_figure(history_data(rows), template="light")
    band, points = [t for t in figure.data if "constant answer" in t.name]
    assert (min(band.y), max(band.y)) == (20.0, 24.0)
    assert (list(points.x), list(points.y)) == ([0, 2], [24.0, 20.0])


def test_a_study_without_measured_constants_has_the_band_of_its_space(make_rows: Rows) -> None:
    figure = history_figure(history_data(make_rows([30.0, 2.0]), BASELINE), template="light")
    (band,) = [t for t in figure.data if "constant answer" in t.name]
    assert (min(band.y), max(band.y)) == (23.0, 25.0)


def expected(sampler: str) -> ExpectedBest:
    ends = np.array([4.0, 2.0]), np.array([3.0, 1.5]), np.array([5.0, 2.5])
    return ExpectedBest(np.array([0, 3]), BestOfCurve(np.array([1, 2]), *ends), sampler)


def test_the_expected_best_of_so_many_random_trials_has_its_band(make_rows: Rows) -> None:
    trials = make_rows([3.0, 4.0, 2.0, 5.0])
    figure = history_figure(history_data(trials, None, expected("random")), template="light")
    band, line = figure.data[:2]
    assert list(band.y) == [3.0, 1.5, 2.5, 5.0]
    assert list(line.x) == [0, 3]
    assert list(line.y) == [4.0, 2.0]


def test_the_sentence_gives_the_interval_and_is_careful_with_sobol_points(make_rows: Rows) -> None:
    trials = make_rows([3.0, 4.0, 2.0, 5.0])
    random = history_text(history_data(trials, None, expected("random")))
    assert "best of 2 random trials of this space is expected at 2.00 USD" in random
    assert "(95 % interval 1.50 to 2.50)" in random
    assert "Sobol" not in random
    assert "cautious" in history_text(history_data(trials, None, expected("qmc")))


def test_ten_thousand_trials_are_thinned_for_drawing_only(make_rows: Rows) -> None:
    values = np.random.default_rng(0).uniform(1, 9, 10_000)
    data = history_data(make_rows(values.tolist()))
    assert len(data.numbers) == DRAWN_POINTS
    assert data.total == 10_000
    assert data.best_values[-1] == values.min()
    assert len(history_figure(data, template="light").to_json()) < 250_000
