import numpy as np

from dctaxi.analysis import RepeatedConfiguration
from dctaxi.analysis.statistics import Estimate, share
from dctaxi.plots.study.repeats import DRAWN_DOTS, repeats_data, repeats_figure, repeats_text


def configuration(number, original, values, median):
    values = np.sort(np.asarray(values, dtype=float))
    return RepeatedConfiguration(
        batch_norm=True, counts_training=True,
        number=number, original=original, original_rank=1, values=values, repeats=len(values),
        median=median, shrinkage=None, as_good=share(0, max(1, len(values))), rank=None,
        diverged=share(0, max(1, len(values))), train_rmse=None, train_rmse_eval=None,
        original_train_rmse=None, original_val_rmse=None, original_train_rmse_eval=None,
    )  # fmt: skip


ROWS = (
    configuration(7, 4.0, [5.0, 6.0, 7.0], Estimate(6.0, 5.0, 7.0)),
    configuration(3, 1.0, [8.0, 9.0], Estimate(8.5, 8.0, 9.0)),
    configuration(9, 2.0, [], None),
)


def test_a_dot_a_repeat_in_its_row_and_a_mark_for_the_score():
    dots, medians, originals = repeats_figure(repeats_data(ROWS), template="light").data
    assert list(dots.x) == [5, 6, 7, 8, 9]
    assert list(dots.customdata) == [7, 7, 7, 3, 3]
    assert [round(y) for y in dots.y] == [0, 0, 0, 1, 1]
    assert list(medians.x) == [6, 8.5]
    assert list(medians.error_x.array) == [1, 0.5]
    assert list(medians.error_x.arrayminus) == [1, 0.5]
    assert list(originals.x) == [4, 1, 2]
    assert list(originals.y) == [0, 1, 2]


def test_the_axis_holds_the_scores_and_the_repeats():
    limits = repeats_data(ROWS).limits
    assert limits.low < 1
    assert limits.high > 9


def test_many_repeats_are_thinned():
    rows = (configuration(1, 1.0, range(5000), Estimate(2500, 2400, 2600)),)
    figure = repeats_figure(repeats_data(rows), template="dark")
    assert len(figure.data[0].x) == DRAWN_DOTS


def test_says_how_far_the_winner_fell():
    text = repeats_text(repeats_data(ROWS))
    assert text.startswith("Trial 3 scored 1.00 USD, its repeats have a median of 8.50 USD; 2 of 2")
    assert "2 of 2 trials were lucky, 0 hold." in text
    assert "The best median is now 6.00 USD, of trial 7." in text


def test_nothing_yet():
    data = repeats_data(())
    assert repeats_text(data) == "No repeat has a result yet."
    assert not repeats_figure(data, template="light").data
