import functools
from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest

from dctaxi.analysis.statistics.best_of_curve import best_of_curve
from dctaxi.analysis.statistics.order_statistics import PlausibleDistributions, expected_best
from dctaxi.data import FeatureSet
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.records import ObjectiveName
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.conftest import Rate


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
    everywhere = np.arange(len(x))
    whole = PlausibleDistributions.thinned(x, everywhere, seed=3, neighbour=400).expected_best(
        int(curve.tries[place])
    )
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


@pytest.mark.parametrize("n", [20, 99, 100, 256])
def test_no_best_is_told_without_ten_trials_a_try(n: int) -> None:
    curve = best_of_curve(np.random.default_rng(0).lognormal(2, 1, n))
    assert curve is not None
    assert curve.tries[-1] == n // 10


def test_a_thin_tail_below_a_pile_may_reach_further_than_six_values_show() -> None:
    piled = np.append(np.linspace(4.56, 4.561, 50), np.linspace(4.6, 20, 206))
    curve = best_of_curve(piled)
    assert curve is not None
    assert PlausibleDistributions.of(piled, seed=0).expected_best(25).low > 4.559
    assert curve.low[-1] < 4.54
    assert curve.high[-1] < 4.6


@pytest.mark.calibration
@pytest.mark.parametrize("objective", ["train_val_rmse", "val_rmse_all"])
@pytest.mark.parametrize("feature_set", get_args(FeatureSet))
def test_the_band_holds_the_expected_best_of_trainings(
    feature_set: FeatureSet, objective: ObjectiveName, workspace: Workspace,
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate],
) -> None:  # fmt: skip
    """At both ends of the curve and in the middle; raw features pile up at the constant's score."""
    space, tries = PRESETS["chapter"].space, cases(400)
    trained = max(8_192, cases(32_768))
    plan = PopulationPlan(space, trained, seed=77, feature_set=feature_set, objective=objective)
    values, rng = train(plan, POPULATIONS, workspace).values, np.random.default_rng(3)
    truth = functools.cache(lambda k: expected_best(values, k))
    for n in (64, 100, 256, 512, 1024):
        held: dict[int, int] = {}
        for _ in range(tries):
            curve = best_of_curve(rng.choice(values, n, replace=False))
            assert curve is not None
            for place in {0, len(curve.tries) // 2, len(curve.tries) - 1}:
                k = int(curve.tries[place])
                inside = curve.low[place] <= truth(k) <= curve.high[place]
                held[k] = held.get(k, 0) + int(inside)
        for k, count in held.items():
            told = f"{feature_set}, {objective}, best of {k} in {n} trials: in the band"
            assert rate(told, count, tries).at_least(0.92)
