import numpy as np
import pandas as pd

from dctaxi.analysis.reading.trial_columns import (
    SET_ASIDE,
    counted_values,
    ended_trials,
    has_ended,
)


def test_running_and_waiting_trials_have_not_ended_and_the_rest_comes_in_order():
    states = ["FAIL", "RUNNING", "COMPLETE", "WAITING", "PRUNED"]
    trials = pd.DataFrame({"number": [4, 3, 2, 1, 0], "state": states})
    assert has_ended(trials).tolist() == [True, False, True, False, True]
    assert ended_trials(trials)["number"].tolist() == [0, 2, 4]


def test_values_that_count_are_those_of_ended_trials_that_were_not_set_aside():
    trials = pd.DataFrame(
        {
            "number": [3, 2, 1, 0],
            "state": ["COMPLETE", SET_ASIDE, "FAIL", "RUNNING"],
            "value": [5.0, 1.0, np.nan, np.nan],
        }
    )
    np.testing.assert_array_equal(counted_values(trials), [np.nan, 5.0])


def test_no_trials_give_none():
    nobody = pd.DataFrame({"number": [], "state": []})
    assert not len(has_ended(nobody))
    assert ended_trials(nobody).empty
