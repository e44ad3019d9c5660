from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading.trial_rounds import round_ends

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
    rounds = round_ends(
        trials([(0, 5), (1, 6), (2, 5), (6, 8), (7, 9)], [4.0, 0.0, np.nan, np.nan, 3.0])
    )
    assert rounds.ends_s.tolist() == [6, 9]
    assert rounds.best.tolist() == [0.0, 3.0]


def test_one_by_one_every_trial_is_a_round() -> None:
    rounds = round_ends(trials([(0, 1), (1, 2), (2, 3)], [1.0, np.nan, 2.0]))
    assert rounds.ends_s.tolist() == [1, 2, 3]
    assert rounds.best.tolist() == pytest.approx([1.0, np.nan, 2.0], nan_ok=True)


def test_a_round_takes_what_is_kept_with_its_first_trial() -> None:
    kept = trials([(0, 0.1), (0, 0.2), (5, 5.1), (5, 5.1)], [4.0, 3.0, 2.0, 1.0])
    rounds = round_ends(kept.assign(round_s=[4.0, np.nan, np.nan, np.nan]))
    assert rounds.ends_s.tolist() == pytest.approx([4, 5.1])


def test_a_pause_of_a_day_is_taken_out_of_the_axis() -> None:
    day = 86_400.0
    rounds = round_ends(trials([(0, 2), (2, 4), (day + 4, day + 6)], [1.0, 2.0, 3.0]))
    assert rounds.ends_s.tolist() == [2, 4, 6]


def test_a_gap_shorter_than_a_round_is_no_pause() -> None:
    rounds = round_ends(trials([(0, 60), (80, 140)], [1.0, 2.0]))
    assert rounds.ends_s.tolist() == [60, 140]


def test_trials_without_times_are_in_no_round() -> None:
    assert round_ends(trials([(0, 1), (1, np.nan)], [1.0, np.nan])).ends_s.tolist() == [1]
    assert len(round_ends(trials([(0, np.nan)], [np.nan])).ends_s) == 0
