import numpy as np
import pytest

from dctaxi.analysis.reading import StudyProgress
from dctaxi.plots.study.live import live_rows, live_spec, live_text

PROGRESS = StudyProgress(np.array([0, 2, 5]), np.array([4.0, 6.0, 3.5]))
NOTHING = StudyProgress(np.array([], dtype=np.int64), np.array([]))


def test_a_row_has_its_trial_its_value_and_the_best_until_then() -> None:
    assert live_rows(PROGRESS).to_dict("list") == {
        "trial": [0, 2, 5],
        "value": [4.0, 6.0, 3.5],
        "best": [4.0, 4.0, 3.5],
    }


@pytest.mark.parametrize(("total", "end"), [(100, 25), (10, 9), (3, 5), (None, 25)])
def test_the_axis_grows_to_the_last_trial_that_is_planned(total: int | None, end: int) -> None:
    points, line = live_spec(PROGRESS, total, "light")["layer"]
    for layer in (points, line):
        assert layer["encoding"]["x"]["scale"]["domain"] == [0, end]


def test_the_words_name_the_best_trial() -> None:
    assert live_text(PROGRESS) == "Best so far 3.50 USD, trial 5, of 6 trials."
    assert live_text(NOTHING) == "No trial has finished yet."
    assert live_spec(NOTHING, 10, "dark")["layer"]
