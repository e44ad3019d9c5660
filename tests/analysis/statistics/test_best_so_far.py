import numpy as np
import pandas as pd

from dctaxi.analysis.statistics.best_so_far import (
    BestCurve,
    band,
    best_by_second,
    best_by_trial,
    values_of,
)

BEGIN = pd.Timestamp("2024-05-01")


def trials(values: list[float], states: list[str] | None = None) -> pd.DataFrame:
    count = len(values)
    seconds = pd.to_timedelta(range(count), unit="s")
    return pd.DataFrame(
        {
            "number": range(count),
            "value": np.array(values, dtype=float),
            "state": states or ["COMPLETE"] * count,
            "datetime_start": BEGIN + seconds,
            "datetime_complete": BEGIN + seconds + pd.Timedelta(seconds=1),
        }
    )


def test_the_best_after_each_trial_is_infinite_until_there_is_one() -> None:
    curve = best_by_trial(trials([np.nan, 5.0, 7.0, 0.0]))
    assert curve.x.tolist() == [1, 2, 3, 4]
    assert curve.best.tolist() == [np.inf, 5.0, 5.0, 0.0]


def test_a_running_trial_does_not_count() -> None:
    assert values_of(trials([5.0, np.nan], ["COMPLETE", "RUNNING"])).tolist() == [5.0]


def test_the_best_after_each_second_comes_with_the_end_of_a_round() -> None:
    curve = best_by_second(trials([5.0, 7.0, 3.0]))
    assert curve.x.tolist() == [1, 2, 3]
    assert curve.best.tolist() == [5.0, 5.0, 3.0]


def test_a_band_holds_all_repeats_and_ends_with_the_first_of_them() -> None:
    first = BestCurve(np.array([1.0, 2.0, 4.0]), np.array([9.0, 5.0, 1.0]))
    second = BestCurve(np.array([2.0, 3.0]), np.array([7.0, 3.0]))
    found = band("both", [first, second])
    assert found.x.tolist() == [1, 2, 3]
    assert found.median.tolist() == [np.inf, 6.0, 4.0]
    assert found.low.tolist() == [9.0, 5.0, 3.0]
    assert found.high.tolist() == [np.inf, 7.0, 5.0]
    assert found.runs == 2


def test_no_trials_make_an_empty_band() -> None:
    assert band("none", []).runs == 0
    assert len(band("none", [best_by_trial(trials([]))]).x) == 0
    assert len(band("none", [best_by_second(trials([]))]).x) == 0
