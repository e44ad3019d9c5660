import numpy as np
import pytest

from dctaxi.analysis.statistics.comparison import compare, share
from dctaxi.analysis.statistics.order_statistics import expected_best


def draw(seed: int, shift: float = 0.0, n: int = 256) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(2, 0.5, n) + shift


def test_a_clear_improvement_is_called_better() -> None:
    comparison = compare(draw(0), draw(1, shift=5))
    assert comparison.verdict == "better"
    assert comparison.median_change.low < -5 < comparison.median_change.high


def test_a_clear_loss_is_called_worse() -> None:
    assert compare(draw(0, shift=5), draw(1)).verdict == "worse"


def test_a_population_against_itself_is_within_noise() -> None:
    values = draw(3)
    comparison = compare(values, values)
    assert comparison.verdict == "within noise"
    assert comparison.median_change.value == 0
    assert all(best.change.low <= 0 <= best.change.high for best in comparison.best_of)


def test_diverged_members_are_counted_and_count_as_worst() -> None:
    inside = draw(0)
    inside[:64] = np.nan
    comparison = compare(inside, draw(1))
    assert comparison.diverged_inside.value == 0.25
    assert comparison.diverged_baseline.value == 0
    assert comparison.verdict == "worse"


def test_chances_against_a_study_are_shares_of_the_members() -> None:
    comparison = compare([1.0, 2.0, 3.0, np.nan], draw(1), reference_best=1.5, reference_median=2.5)
    assert comparison.beats_best is not None
    assert comparison.beats_best.value == 0.25
    assert comparison.beats_median is not None
    assert comparison.beats_median.value == 0.5


def test_budgets_beyond_half_of_the_smaller_population_are_left_out() -> None:
    comparison = compare(draw(0, n=100), draw(1, n=256))
    assert [best.tries for best in comparison.best_of] == [10, 50]
    assert comparison.best_of[0].inside.value == pytest.approx(expected_best(draw(0, n=100), 10))


def test_wilsons_interval_of_nothing_found_is_not_a_point() -> None:
    estimate = share(0, 256)
    assert estimate.value == 0
    assert estimate.low == pytest.approx(0, abs=1e-12)
    assert estimate.high == pytest.approx(1.96**2 / (256 + 1.96**2), rel=1e-3)


@pytest.mark.calibration
def test_nothing_is_found_where_there_is_nothing() -> None:
    verdicts = [compare(draw(2 * s), draw(2 * s + 1), tries=()).verdict for s in range(1000)]
    false_alarms = 1000 - verdicts.count("within noise")
    assert false_alarms <= 70


@pytest.mark.calibration
def test_the_interval_of_the_change_keeps_its_rate() -> None:
    held = 0
    for s in range(1000):
        _, low, high = compare(draw(2 * s), draw(2 * s + 1, shift=0.7), tries=()).median_change
        held += low <= -0.7 <= high
    assert 930 <= held <= 980
