import numpy as np

from dctaxi.analysis import ModeGaps
from dctaxi.plots.study.honesty import DRAWN_POINTS, honesty_data, honesty_figure, honesty_text


def gaps(
    train: list[float],
    train_eval: list[float],
    batch_norm: list[float] | None = None,
    *,
    lacking: int = 0,
) -> ModeGaps:
    count = len(train)
    before, after = np.array(train), np.array(train_eval)
    return ModeGaps(
        np.arange(count),
        before + 5.0,
        before,
        after,
        np.full(count, 5.0),
        np.array(batch_norm if batch_norm is not None else [np.nan] * count, dtype=float),
        np.maximum(before, after) > 2 * np.minimum(before, after),
        lacking,
    )


def test_trials_that_differ_are_counted_named_and_explained() -> None:
    text = honesty_text(honesty_data(gaps([4.0, 3.0, 5.0], [4.0, 30.0, 15.0], [0, 1, 0])))
    assert "In 2 of 3 trials" in text
    assert "differs by more than a factor of 2 from that in training mode: 1, 2." in text
    assert "Batch normalisation is in 1 of these" in text
    assert "The best trial, 1, is among them: 3.00 USD in training mode, 30.00 USD" in text


def test_a_best_trial_that_holds_is_said_to_hold() -> None:
    text = honesty_text(honesty_data(gaps([1.0, 3.0], [1.0, 30.0], [0, 0])))
    assert "The best trial, 0, is not among them" in text
    assert "There is no batch normalisation in these" in text


def test_where_all_agree_the_objective_means_what_it_says() -> None:
    text = honesty_text(honesty_data(gaps([1.0, 0.0], [1.5, 0.0], lacking=3)))
    assert "by more than a factor of 2; furthest apart are" in text
    assert "3 trials without errors left out" in text


def test_every_trial_is_a_point_in_both_panels_and_carries_its_number() -> None:
    figure = honesty_figure(
        honesty_data(gaps([4.0, 3.0, 5.0], [4.0, 30.0, 5.0], [0, 1, 1])), template="light"
    )
    for x_axis in ("x", "x2"):
        points = [t for t in figure.data if t.customdata is not None and (t.xaxis or "x") == x_axis]
        assert sorted(number for t in points for number in t.customdata) == [0, 1, 2]
    flagged = [t for t in figure.data if "differ" in t.name]
    assert [list(t.customdata) for t in flagged] == [[1], [1]]


def test_ten_thousand_trials_are_thinned_but_for_those_that_differ() -> None:
    train = np.full(10_000, 4.0)
    after = train.copy()
    after[::1000] = 40.0
    data = honesty_data(gaps(train.tolist(), after.tolist()))
    assert len(data.kept) == DRAWN_POINTS
    assert set(range(0, 10_000, 1000)) <= set(data.kept.tolist())
    assert "and 5 more" in honesty_text(data)
