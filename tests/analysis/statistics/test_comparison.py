from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest

from benchmarks.verdicts import ALIKE
from dctaxi.analysis.statistics.comparison import compare, share, with_common_worst
from dctaxi.analysis.statistics.order_statistics import expected_best
from dctaxi.data import FeatureSet
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.records import ObjectiveName
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.conftest import Rate


def draw(seed: int, shift: float = 0.0, n: int = 256) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(2, 0.5, n) + shift


def test_a_clear_improvement_is_called_better() -> None:
    comparison = compare(draw(0), draw(1, shift=5))
    assert comparison.verdict == "better"
    assert comparison.median_change.low < -5 < comparison.median_change.high


def test_a_clear_loss_is_called_worse() -> None:
    assert compare(draw(0, shift=5), draw(1)).verdict == "worse"


def test_a_population_against_itself_is_inconclusive() -> None:
    values = draw(3)
    comparison = compare(values, values)
    assert comparison.verdict == "inconclusive"
    assert comparison.median_change.value == 0
    assert all(best.change.low <= 0 <= best.change.high for best in comparison.best_of)


def test_diverged_members_are_counted_and_count_as_worst() -> None:
    inside = draw(0)
    inside[:64] = np.nan
    comparison = compare(inside, draw(1))
    assert comparison.diverged_inside.value == 0.25
    assert comparison.diverged_baseline.value == 0
    assert comparison.verdict == "worse"


def test_where_most_diverged_the_median_is_not_better_however_good_the_rest() -> None:
    rng = np.random.default_rng(0)
    inside = np.where(rng.random(256) < 0.86, np.nan, rng.uniform(3, 4, 256))
    comparison = compare(inside, rng.uniform(6, 12, 256))
    assert comparison.median_change.value == np.inf
    assert comparison.median_change.low > 0
    assert comparison.verdict == "mixed"  # the best of ten tries is better there
    assert compare(inside, rng.uniform(6, 12, 256), tries=()).verdict == "worse"
    assert compare(rng.uniform(6, 12, 256), inside, tries=()).verdict == "better"
    both = compare(inside, inside, tries=())
    assert np.isnan(both.median_change.value)
    assert both.verdict == "inconclusive"


def test_what_diverged_is_as_bad_in_both_populations() -> None:
    inside = np.where(np.arange(256) % 4 == 0, np.nan, draw(0))
    baseline = draw(0)
    ours, theirs = with_common_worst(inside, baseline + 100)
    assert ours[-1] == theirs[-1] == baseline.max() + 100


@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_handful_of_trainings_has_no_verdict(n: int) -> None:
    comparison = compare(draw(0, n=n), draw(1, shift=50, n=n))
    assert comparison.verdict == "inconclusive"
    assert comparison.median_change[1:] == (-np.inf, np.inf)


def test_chances_against_a_study_are_shares_of_the_members() -> None:
    comparison = compare([1.0, 2.0, 3.0, np.nan], draw(1), reference_best=1.5, reference_median=2.5)
    assert comparison.beats_best is not None
    assert comparison.beats_best.value == 0.25
    assert comparison.beats_median is not None
    assert comparison.beats_median.value == 0.5


def test_budgets_beyond_a_tenth_of_the_smaller_population_are_left_out() -> None:
    comparison = compare(draw(0, n=500), draw(1, n=1024))
    assert [best.tries for best in comparison.best_of] == [10, 50]
    assert comparison.best_of[0].inside.value == pytest.approx(expected_best(draw(0, n=500), 10))


def test_wilsons_interval_of_nothing_found_is_not_a_point() -> None:
    estimate = share(0, 256)
    assert estimate.value == 0
    assert estimate.low == pytest.approx(0, abs=1e-12)
    assert estimate.high == pytest.approx(1.96**2 / (256 + 1.96**2), rel=1e-3)


def test_the_verdict_speaks_of_the_median_and_of_the_best_of_some_tries() -> None:
    rng = np.random.default_rng(5)
    # A tenth of the configurations in here are better by far, and the others a little worse.
    inside = np.where(rng.random(2048) < 0.1, rng.normal(4, 0.3, 2048), rng.normal(11, 1, 2048))
    comparison = compare(inside, rng.normal(10, 1, 2048))
    assert comparison.median_change.low > 0
    assert comparison.best_of[0].change.high < 0
    assert comparison.verdict == "mixed"
    alike = compare(np.where(inside < 7, inside, inside - 1), rng.normal(10, 1, 2048))
    assert alike.verdict == "better"


def test_more_rows_have_wider_intervals_that_hold_together() -> None:
    one, four = (compare(draw(0), draw(1), tries=tries) for tries in ((), (5, 10, 20)))
    assert four.median_change.low < one.median_change.low
    assert four.median_change.high > one.median_change.high
    assert four.median_inside == one.median_inside
    assert len(four.changes) == 4


@pytest.mark.calibration
@pytest.mark.parametrize("n", [64, 256, 1024])
@pytest.mark.parametrize("name", ALIKE)
def test_nothing_is_found_where_there_is_nothing(
    name: str, n: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    """One in twenty comparisons at most finds a difference in any of its rows."""
    rng, pairs = np.random.default_rng(7), cases(1000)
    alarms = sum(
        compare(ALIKE[name](rng, n), ALIKE[name](rng, n)).verdict != "inconclusive"
        for _ in range(pairs)
    )
    assert rate(f"{name}, {n}: a difference", alarms, pairs).at_most(0.05)


@pytest.mark.calibration
@pytest.mark.parametrize("objective", ["train_val_rmse", "val_rmse_all"])
@pytest.mark.parametrize("feature_set", get_args(FeatureSet))
def test_nothing_is_found_between_trainings_of_one_space(
    feature_set: FeatureSet, objective: ObjectiveName, workspace: Workspace,
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate],
) -> None:  # fmt: skip
    """Raw features judged on all rows pile up at the constant's score, a thin tail below."""
    space, tries = PRESETS["chapter"].space, cases(200)
    trained = max(4096, cases(8192))
    plan = PopulationPlan(space, trained, seed=77, feature_set=feature_set, objective=objective)
    values, rng = train(plan, POPULATIONS, workspace).values, np.random.default_rng(3)
    for n in (100, 256, 512, 1024):
        pairs = (rng.choice(values, (2, n), replace=False) for _ in range(tries))
        alarms = sum(compare(*pair).verdict != "inconclusive" for pair in pairs)
        assert rate(f"{feature_set}, {objective}, {n}: a difference", alarms, tries).at_most(0.1)


@pytest.mark.calibration
def test_the_interval_of_the_change_keeps_its_rate(
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n, held = cases(1000), 0
    for s in range(n):
        _, low, high = compare(draw(2 * s), draw(2 * s + 1, shift=0.7), tries=()).median_change
        held += low <= -0.7 <= high
    found = rate("the change of a median in its interval", held, n)
    assert found.at_least(0.93)
    assert found.at_most(0.98)
