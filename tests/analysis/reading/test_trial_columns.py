import pandas as pd

from dctaxi.analysis.reading.trial_columns import ended_trials, has_ended


def test_running_and_waiting_trials_have_not_ended_and_the_rest_comes_in_order():
    states = ["FAIL", "RUNNING", "COMPLETE", "WAITING", "PRUNED"]
    trials = pd.DataFrame({"number": [4, 3, 2, 1, 0], "state": states})
    assert has_ended(trials).tolist() == [True, False, True, False, True]
    assert ended_trials(trials)["number"].tolist() == [0, 2, 4]


def test_no_trials_give_none():
    nobody = pd.DataFrame({"number": [], "state": []})
    assert not len(has_ended(nobody))
    assert ended_trials(nobody).empty
