import numpy as np
import pytest

from dctaxi.analysis.statistics.best_of_curve import best_of_curve
from dctaxi.analysis.statistics.order_statistics import PlausibleDistributions, expected_best


def test_the_curve_is_the_unbiased_estimate_at_every_number_of_tries() -> None:
    x = [*np.arange(1.0, 21.0), np.nan]
    curve = best_of_curve(x)
    assert curve is not None
    assert curve.tries.tolist() == [1, 2]
    assert curve.expected[0] == pytest.approx((210 + 20) / 21)
    assert curve.expected.tolist() == [expected_best(x, k) for k in (1, 2)]


def test_it_falls_and_its_band_holds_it() -> None:
    curve = best_of_curve(np.random.default_rng(0).lognormal(2, 1, 300))
    assert curve is not None
    assert (np.diff(curve.expected) < 0).all()
    assert (curve.low <= curve.expected).all()
    assert (curve.expected <= curve.high).all()
    assert curve.tries[-1] == 30


@pytest.mark.parametrize("k", [1, 20, 200])
def test_thinning_leaves_the_band_where_all_order_statistics_have_it(k: int) -> None:
    x = np.random.default_rng(1).lognormal(2, 1, 2000)
    curve = best_of_curve(x)
    assert curve is not None
    place = int(np.argmin(np.abs(curve.tries - k)))
    whole = PlausibleDistributions.of(x, seed=3).expected_best(int(curve.tries[place]))
    width = whole.high - whole.low
    assert curve.low[place] == pytest.approx(whole.low, abs=0.2 * width)
    assert curve.high[place] == pytest.approx(whole.high, abs=0.2 * width)


@pytest.mark.parametrize("values", [[], [1.0], [np.nan] * 30, [*range(19), np.inf]])
def test_fewer_than_twenty_results_say_nothing(values: list[float]) -> None:
    assert best_of_curve(values) is None


def test_equal_values_give_a_flat_curve() -> None:
    curve = best_of_curve([0.0] * 20)
    assert curve is not None
    assert not curve.expected.any()
    assert not curve.low.any()
    assert not curve.high.any()
