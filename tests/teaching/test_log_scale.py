import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import LessonError
from dctaxi.space import FloatRange
from dctaxi.teaching.log_scale import (
    BOUNDS,
    CHAPTER_HIGH,
    CHAPTER_LOW,
    LOW_RATE,
    UNKNOWN_RATE,
    learning_rate_plans,
    spread,
    spread_text,
)


def counts(decades):
    return [decade.points for decade in decades]


def test_begins_with_the_chapters_counts():
    found = spread()
    assert counts(found.linear) == [3, 27, 269]
    assert counts(found.log) == [100, 100, 99]


def test_counts_as_numpy_does_what_lies_in_each_order_of_magnitude():
    for points, log in ((np.linspace(1, 1000, 300), False), (np.logspace(0, 3, 300), True)):
        expected = [int(((points >= 10**k) & (points < 10 ** (k + 1))).sum()) for k in range(3)]
        found = spread()
        assert counts(found.log if log else found.linear) == expected


@given(
    low=st.floats(1e-6, 1e5), factor=st.floats(1.001, 1e4), samples=st.integers(2, 500)
)  # fmt: skip
def test_every_sample_counts_once_but_the_last_on_a_power_of_ten(low, factor, samples):
    high = low * factor
    found = spread(low, high, samples)
    for decades in (found.linear, found.log):
        assert decades[0].low <= low * (1 + 1e-9)
        assert decades[-1].high >= high * (1 - 1e-9)
        ends_on_edge = decades[-1].high == pytest.approx(high, rel=1e-12)
        assert sum(counts(decades)) == samples - ends_on_edge
    assert [d[:2] for d in found.linear] == [d[:2] for d in found.log]


def test_log_scale_shares_whole_orders_of_magnitude_out_evenly():
    shares = counts(spread(0.001, 100.0, 501).log)
    assert shares == [100] * 5


def test_says_the_counts_in_words():
    assert "269 of 300 samples lie between 100 and 1,000 and 30 in" in spread_text(spread())
    assert "it is 99 and 200. The last sample, 1,000 itself, begins the next" in spread_text(
        spread()
    )
    assert "The last sample" not in spread_text(spread(1, 500))
    assert "89 of 100 samples lie between 1 and 10" in spread_text(spread(0.01, 10, 100))
    assert "within one order of magnitude" in spread_text(spread(2, 9))


@pytest.mark.parametrize(("low", "high"), [(0, 10), (5, 5), (10, 1), (float("nan"), 1), (1, 1e99)])
def test_refuses_a_range_that_is_none(low, high):
    with pytest.raises(LessonError, match="make high larger than low"):
        spread(low, high)


@pytest.mark.parametrize("samples", [1, 10_001])
def test_refuses_too_few_and_too_many_samples(samples):
    with pytest.raises(LessonError, match="Expected 2 to 10,000 samples"):
        spread(1, 10, samples)


def test_bounds_to_choose_from_are_written_as_people_write_them():
    numbers = [float(bound) for bound in BOUNDS]
    assert numbers == sorted(numbers)
    assert {"0.0001", "0.05", "1", "200", "100000", *UNKNOWN_RATE, *LOW_RATE} <= set(BOUNDS)
    assert {f"{CHAPTER_LOW:g}", f"{CHAPTER_HIGH:g}"} <= set(BOUNDS)
    assert not any("e" in bound for bound in BOUNDS)


def test_the_two_populations_differ_in_the_scale_of_the_learning_rate_only():
    log, linear = learning_rate_plans(0.001, 100.0, 64, seed=3)
    assert log.space["lr"] == FloatRange(0.001, 100.0, log=True)
    assert linear.space["lr"] == FloatRange(0.001, 100.0)
    assert log.space.replace("lr", linear.space["lr"]) == linear.space
    assert (log.n, log.source, log.feature_set) == (linear.n, linear.source, linear.feature_set)
    assert log.seed != linear.seed
    rates = np.array([[s.lr for s in plan.specs()] for plan in (log, linear)])
    assert (rates[0] < 1).mean() > 0.4
    assert (rates[1] > 1).mean() > 0.9


def test_no_two_draws_share_their_random_numbers():
    seeds = [plan.seed for seed in range(5) for plan in learning_rate_plans(0.1, 1, seed=seed)]
    assert len(set(seeds)) == len(seeds)
