import numpy as np
import pytest

from dctaxi.analysis.statistics.best_of_curve import best_of_curve
from dctaxi.analysis.statistics.order_statistics import PlausibleDistributions, expected_best


def test_the_curve_is_the_unbiased_estimate_at_every_number_of_tries() -> None:
    x = [4.0, 1.0, 7.0, np.nan]
    curve = best_of_curve([*x, 2.0])
    assert curve is not None
    assert curve.tries.tolist() == [1, 2]
    assert curve.expected[0] == pytest.approx((4 + 1 + 7 + 7 + 2) / 5)
    assert curve.expected.tolist() == [expected_best([*x, 2.0], k) for k in (1, 2)]


def test_it_falls_and_its_band_holds_it() -> None:
    curve = best_of_curve(np.random.default_rng(0).lognormal(2, 1, 300))
    assert curve is not None
    assert (np.diff(curve.expected) < 0).all()
    assert (curve.low <= curve.expected).all()
    assert (curve.expected <= curve.high).all()
    assert curve.tries[-1] == 150


@pytest.mark.parametrize("k", [1, 20, 400])
def test_thinning_leaves_the_band_where_all_order_statistics_have_it(k: int) -> None:
    x = np.random.default_rng(1).lognormal(2, 1, 2000)
    curve = best_of_curve(x)
    assert curve is not None
    place = int(np.argmin(np.abs(curve.tries - k)))
    whole = PlausibleDistributions.of(x, seed=3).expected_best(int(curve.tries[place]))
    width = whole.high - whole.low
    assert curve.low[place] == pytest.approx(whole.low, abs=0.2 * width)
    assert curve.high[place] == pytest.approx(whole.high, abs=0.2 * width)


@pytest.mark.parametrize("values", [[], [1.0], [np.nan] * 9, [1.0, 2.0, np.inf, 3.0]])
def test_fewer_than_four_results_say_nothing(values: list[float]) -> None:
    assert best_of_curve(values) is None


def test_equal_values_give_a_flat_curve() -> None:
    curve = best_of_curve([0.0] * 8)
    assert curve is not None
    assert not curve.expected.any()
    assert not curve.low.any()
    assert not curve.high.any()
