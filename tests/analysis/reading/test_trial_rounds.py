from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading.trial_rounds import trial_rounds

BEGIN = pd.Timestamp("2024-05-01 12:00:00")


def trials(times: Sequence[tuple[float, float]], values: Sequence[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": range(len(times)),
            "value": np.array(values, dtype=float),
            "datetime_start": [BEGIN + pd.Timedelta(seconds=start) for start, _ in times],
            "datetime_complete": [
                pd.NaT if np.isnan(end) else BEGIN + pd.Timedelta(seconds=end) for _, end in times
            ],
        }
    )


def test_trials_that_began_before_any_of_them_ended_are_one_round() -> None:
    rounds = trial_rounds(
        trials([(0, 5), (1, 6), (2, 5), (6, 8), (7, 9)], [4.0, 0.0, np.nan, np.nan, 3.0])
    )
    assert rounds.starts_s.tolist() == [0, 6]
    assert rounds.ends_s.tolist() == [6, 9]
    assert rounds.first.tolist() == [0, 3]
    assert rounds.last.tolist() == [2, 4]
    assert rounds.finished.tolist() == [2, 1]
    assert rounds.unfinished.tolist() == [1, 1]
    assert rounds.best.tolist() == [1, 4]
    assert rounds.values.tolist() == [0.0, 3.0]
    assert rounds.sizes.tolist() == [3, 2]


def test_one_by_one_every_trial_is_a_round() -> None:
    rounds = trial_rounds(trials([(0, 1), (1, 2), (2, 3)], [1.0, np.nan, 2.0]))
    assert rounds.sizes.tolist() == [1, 1, 1]
    assert rounds.best.tolist() == [0, 1, 2]
    assert np.isnan(rounds.values[1])


def test_a_round_takes_what_is_kept_with_its_first_trial() -> None:
    kept = trials([(0, 0.1), (0, 0.2), (5, 5.1), (5, 5.1)], [4.0, 3.0, 2.0, 1.0])
    rounds = trial_rounds(kept.assign(round_s=[4.0, np.nan, np.nan, np.nan]))
    assert rounds.sizes.tolist() == [2, 2]
    assert rounds.ends_s.tolist() == pytest.approx([4, 5.1])


def test_a_pause_of_a_day_is_taken_out_of_the_axis_and_told() -> None:
    day = 86_400.0
    rounds = trial_rounds(trials([(0, 2), (2, 4), (day + 4, day + 6)], [1.0, 2.0, 3.0]))
    assert rounds.starts_s.tolist() == [0, 2, 4]
    assert rounds.ends_s.tolist() == [2, 4, 6]
    assert rounds.pauses == ((4.0, day),)


def test_a_gap_shorter_than_a_round_is_no_pause() -> None:
    rounds = trial_rounds(trials([(0, 60), (80, 140)], [1.0, 2.0]))
    assert rounds.starts_s.tolist() == [0, 80]
    assert rounds.pauses == ()


def test_trials_that_run_are_counted_and_left_out() -> None:
    rounds = trial_rounds(trials([(0, 1), (1, np.nan)], [1.0, np.nan]))
    assert rounds.untimed == 1
    assert rounds.first.tolist() == [0]


def test_no_trial_with_times_gives_no_round() -> None:
    rounds = trial_rounds(trials([(0, np.nan)], [np.nan]))
    assert len(rounds.first) == 0
    assert rounds.untimed == 1
