import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pages.components.trial_filters import TrialFilters

STATUSES = ("finished", "diverged", "failed")
NUMBERS = st.none() | st.floats(-100, 100)
TRIALS = st.lists(st.tuples(st.sampled_from(STATUSES), NUMBERS, NUMBERS), max_size=30).map(
    lambda rows: pd.DataFrame(
        {
            "number": range(len(rows)),
            "status": [row[0] for row in rows],
            "value": pd.Series([row[1] for row in rows], dtype="float64"),
            "params_lr": pd.Series([row[2] for row in rows], dtype="float64"),
        }
    )
)


@given(TRIALS)
def test_no_filter_keeps_every_trial(trials: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(TrialFilters().apply(trials), trials)


@given(TRIALS, st.sets(st.sampled_from(STATUSES), min_size=1), NUMBERS, NUMBERS)
def test_keeps_exactly_the_trials_of_the_statuses_inside_the_range(
    trials: pd.DataFrame, statuses: set[str], low: float | None, high: float | None
) -> None:
    filters = TrialFilters(tuple(statuses), (("params_lr", low, high),))
    expected = [
        row.number
        for row in trials.itertuples()
        if row.status in statuses
        and (low is None or row.params_lr >= low)
        and (high is None or row.params_lr <= high)
    ]
    assert filters.apply(trials)["number"].tolist() == expected


def test_a_trial_without_the_number_passes_no_bound() -> None:
    trials = pd.DataFrame({"number": [0, 1], "status": "failed", "value": [math.nan, 1.0]})
    kept = TrialFilters(ranges=(("value", 0.0, None),)).apply(trials)
    assert kept["number"].tolist() == [1]


def test_a_column_that_this_study_lacks_filters_nothing() -> None:
    trials = pd.DataFrame({"number": [0], "status": "finished", "value": [1.0]})
    assert len(TrialFilters(ranges=(("params_gone", 5.0, None),)).apply(trials)) == 1


def test_says_which_range_no_number_can_lie_in() -> None:
    filters = TrialFilters(ranges=(("value", 2.0, 1.0), ("params_lr", 1.0, 2.0)))
    assert filters.problems() == ("Value: the lower bound 2 is above the upper 1.",)
